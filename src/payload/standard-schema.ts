import type { PayloadIssue } from '../errors/payload-error.js';
import { UnsupportedError } from '../errors/usage-error.js';

/**
 * What is used of a schema that follows Standard Schema (https://standardschema.dev), version 1: Zod, Valibot, ArkType and
 * others do.
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (
      value: unknown,
    ) => StandardSchemaResult<Output> | PromiseLike<StandardSchemaResult<Output>>;
    /** Exists for the compiler only. */
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

/** The value, or what is wrong with it. */
export type StandardSchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardSchemaIssue[] };

export interface StandardSchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Of a long list with a mistake in each entry the first ones say enough. */
const maxIssues = 20;
const maxPathChars = 100;

/**
 * Asks a schema.
 *
 * @throws {UnsupportedError} when the schema answers with a promise
 */
export function validate<Output>(
  schema: StandardSchema<unknown, Output>,
  value: unknown,
): StandardSchemaResult<Output> {
  const result = schema['~standard'].validate(value);
  if (!isPromise(result)) return result;
  // Nobody waits for it any more.
  result.then(undefined, () => undefined);
  throw new UnsupportedError(
    'an asynchronous schema',
    'codecs are synchronous: check in the handler instead',
  );
}

function isPromise<R>(result: R | PromiseLike<R>): result is PromiseLike<R> {
  return typeof (result as { then?: unknown }).then === 'function';
}

/** The first issues, with plain keys. */
export function toPayloadIssues(issues: readonly StandardSchemaIssue[]): PayloadIssue[] {
  return issues.slice(0, maxIssues).map(({ message, path = [] }) => ({ message, path: path.map(plainKey) }));
}

function plainKey(part: PropertyKey | { readonly key: PropertyKey }): string | number {
  const key = typeof part === 'object' ? part.key : part;
  return typeof key === 'number' ? key : String(key);
}

/** Says where the value breaks its schema, not how: the schema's words may quote it. */
export function describeViolation(issues: readonly StandardSchemaIssue[]): string {
  const [first] = toPayloadIssues(issues.slice(0, 1));
  const path = first?.path.join('.').slice(0, maxPathChars);
  const count = issues.length === 1 ? '1 issue' : `${issues.length} issues`;
  return `the value does not fit the schema (${count}${path ? `, the first at ${path}` : ''})`;
}
