import { UnsupportedError } from '../errors/usage-error.js';
import type { Codec } from './codec.js';
import { toBuffer } from './to-buffer.js';

/** What is used of the package `thrift`: the object that importing it gives. */
export interface ThriftLibrary {
  /** Collects what is written, and hands it out when flushed. */
  readonly TBufferedTransport: new (buffer: undefined, onFlush: (bytes: Uint8Array) => void) => object;
  /** Reads from a buffer; the length in front of a frame is not its business. */
  readonly TFramedTransport: new (buffer: Buffer) => object;
  readonly TBinaryProtocol: ThriftProtocolClass;
  readonly TCompactProtocol: ThriftProtocolClass;
}

type ThriftProtocolClass = new (transport: never) => { flush(): void };

/** A struct that the Thrift compiler generated for Node (`--gen js:node`). */
export type ThriftStruct<T> = new () => T;

export interface ThriftCodecOptions {
  /** As the other side chose it: `TBinaryProtocol` or `TCompactProtocol`. Default `binary`. */
  readonly protocol?: 'binary' | 'compact';
}

/** The library's own structs have the two methods under these symbols too, and so may generated ones. */
const methods = {
  read: Symbol.for('read'),
  write: Symbol.for('write'),
} as const;

/**
 * Apache Thrift structs with the package `thrift`: `thriftCodec(thrift, Order, { protocol: 'compact' })`. The bytes are those of
 * Java's `TSerializer`: one struct, without frame or message header. Named `thrift-binary` or `thrift-compact` in messages.
 */
export function thriftCodec<T extends object>(
  library: ThriftLibrary,
  Struct: ThriftStruct<T>,
  options: ThriftCodecOptions = {},
): Codec<T> {
  const { protocol = 'binary' } = options;
  const Protocol = (protocol === 'compact'
    ? library.TCompactProtocol
    : library.TBinaryProtocol) as unknown as new (transport: object) => { flush(): void };
  return {
    name: `thrift-${protocol}`,
    encode: (struct) => {
      let written: Uint8Array = Buffer.alloc(0);
      const transport = new library.TBufferedTransport(undefined, (bytes) => (written = bytes));
      const output = new Protocol(transport);
      call(struct, 'write', output);
      output.flush();
      return written;
    },
    decode: (bytes) => {
      const struct = new Struct();
      call(struct, 'read', new Protocol(new library.TFramedTransport(toBuffer(bytes))));
      return struct;
    },
  };
}

function call(struct: object, method: 'read' | 'write', protocol: object): void {
  const found = struct as Readonly<Record<PropertyKey, unknown>>;
  const run = found[methods[method]] ?? found[method];
  if (typeof run !== 'function')
    throw new UnsupportedError('a struct without read and write', 'generate it with thrift --gen js:node');
  run.call(struct, protocol);
}
