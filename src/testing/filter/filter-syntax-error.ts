/** A subscription's expression does not compile: the broker answers with code 23 (`SUBSCRIPTION_PARSE_FAILED`). */
export class FilterSyntaxError extends Error {
  override readonly name = 'FilterSyntaxError';

  /** @param reason - what is wrong, and where; without the expression, which may be long */
  constructor(reason: string) {
    super(`The filter expression is refused: ${reason}`);
  }
}
