/** A number with the Java class it would have in a broker: the class decides how a text beside it is read. */
export type SqlNumber =
  | { readonly type: 'int'; readonly value: number }
  | { readonly type: 'long'; readonly value: bigint }
  | { readonly type: 'double'; readonly value: number };

/** What an expression is worth. `null` is SQL's unknown: a property that the message does not have, and what follows from it. */
export type SqlValue = string | boolean | SqlNumber | null;

/**
 * An expression that cannot be worked out for a message: text compared with a number, for instance. Unlike unknown it spoils
 * everything around it, also the other side of an OR: the real broker throws, and the message does not match.
 */
export const impossible = Symbol('impossible');

/** The outcome of evaluating an expression. */
export type SqlResult = SqlValue | typeof impossible;

export function isNumber(value: SqlValue): value is SqlNumber {
  return typeof value === 'object' && value !== null;
}
