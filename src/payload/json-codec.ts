import { PayloadDecodeError, PayloadEncodeError } from '../errors/payload-error.js';
import type { Codec } from './codec.js';
import { describeViolation, type StandardSchema, toPayloadIssues, validate } from './standard-schema.js';
import { readUtf8 } from './read-utf8.js';

const name = 'json';

/**
 * JSON in UTF-8, with a schema on both sides: `encode` takes what the schema accepts and refuses anything else, `decode` gives
 * what the schema makes of it. What is written is the value as it was given, not the schema's output, so that reading transforms
 * it once.
 *
 * Errors with {@link PayloadEncodeError} or {@link PayloadDecodeError}, whose `issues` are the schema's, and with
 * {@link UnsupportedError} for a schema that answers with a promise.
 */
export function json<Input, Output>(schema: StandardSchema<Input, Output>): Codec<Output, Input>;
/** JSON in UTF-8. The type is believed, not checked: give a schema for what others write. */
export function json<T = unknown>(): Codec<T>;
export function json<Input, Output>(schema?: StandardSchema<Input, Output>): Codec<Output, Input> {
  return {
    name,
    encode: (value) => {
      const result = schema && validate(schema, value);
      if (result?.issues !== undefined)
        throw new PayloadEncodeError(name, describeViolation(result.issues), toPayloadIssues(result.issues));
      return Buffer.from(stringify(value), 'utf8');
    },
    decode: (bytes) => {
      const value = parse(bytes);
      if (schema === undefined) return value as Output;
      const result = validate(schema, value);
      if (result.issues !== undefined)
        throw new PayloadDecodeError(name, describeViolation(result.issues), toPayloadIssues(result.issues));
      return result.value;
    },
  };
}

function stringify(value: unknown): string {
  let written: string | undefined;
  try {
    written = JSON.stringify(value);
  } catch (error) {
    throw new PayloadEncodeError(name, 'the value has no JSON form', [], { cause: error });
  }
  // Functions, symbols and undefined.
  if (written === undefined) throw new PayloadEncodeError(name, 'the value has no JSON form');
  return written;
}

function parse(bytes: Uint8Array): unknown {
  const written = readUtf8(bytes);
  if (written === undefined) throw new PayloadDecodeError(name, 'it is not UTF-8');
  try {
    return JSON.parse(written);
  } catch (error) {
    throw new PayloadDecodeError(name, 'it is not JSON', [], { cause: error });
  }
}
