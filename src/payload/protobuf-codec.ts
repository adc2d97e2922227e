import { PayloadEncodeError } from '../errors/payload-error.js';
import type { Codec } from './codec.js';

const name = 'protobuf';

/** What is used of a message type of protobufjs (reflected or generated) or of ts-proto. */
export interface ProtobufType<T, W = T> {
  encode(message: W): { finish(): Uint8Array };
  decode(bytes: Uint8Array): T;
  /** What is wrong with a message; protobufjs writes wrong fields without a word. */
  verify?(message: Readonly<Record<string, unknown>>): string | null;
}

/** The functions of `@bufbuild/protobuf` (version 2). */
export interface ProtobufFunctions<S, T> {
  readonly fromBinary: (schema: S, bytes: Uint8Array) => T;
  // Not `T`: the compiler finds the type of the messages in `fromBinary` only, and would not look there first.
  readonly toBinary: (schema: S, message: never) => Uint8Array;
}

/**
 * Protocol Buffers with a message type of protobufjs or ts-proto: `protobufCodec(root.lookupType('acme.Order'))`.
 *
 * A message that has only default values takes no bytes, which brokers refuse: give it a field that is always set.
 */
export function protobufCodec<T, W = T>(type: ProtobufType<T, W>): Codec<T, W>;
/** Protocol Buffers with `@bufbuild/protobuf`: `protobufCodec(OrderSchema, { toBinary, fromBinary })`. */
export function protobufCodec<S, T>(schema: S, functions: ProtobufFunctions<S, T>): Codec<T>;
export function protobufCodec<S, T>(
  typeOrSchema: ProtobufType<T> | S,
  functions?: ProtobufFunctions<S, T>,
): Codec<T> {
  if (functions === undefined) return ofType(typeOrSchema as ProtobufType<T>);
  const schema = typeOrSchema as S;
  return {
    name,
    encode: (message) => functions.toBinary(schema, message as never),
    decode: (bytes) => functions.fromBinary(schema, bytes),
  };
}

function ofType<T>(type: ProtobufType<T>): Codec<T> {
  return {
    name,
    encode: (message) => {
      const problem = type.verify?.(message as Readonly<Record<string, unknown>>);
      if (typeof problem === 'string') throw new PayloadEncodeError(name, problem);
      return type.encode(message).finish();
    },
    decode: (bytes) => type.decode(bytes),
  };
}
