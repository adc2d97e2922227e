import { InvalidArgumentError } from '../../errors/usage-error.js';
import {
  boolean,
  callable,
  type Check,
  integer,
  maybe,
  option,
  resolveOptions,
} from '../../internal/options.js';
import type { RuntimeOverrides } from '../../runtime/runtime.js';
import type { Connector } from '../../transport/link.js';
import { resolveTlsOptions, type TlsOptions } from '../../transport/tls-options.js';
import {
  type ResolvedTransportOptions,
  resolveTransportOptions,
  type TransportOptions,
} from '../../transport/transport-options.js';

/** How connections are recorded. Everything is optional. */
export interface RecordOptions {
  /** Whether the bodies of messages are kept. They are your data: look before you send the file to anybody. Default false. */
  readonly bodies?: boolean;
  /** Bytes of the recording after which it stops, while the connections go on. Default 64 MiB. */
  readonly maxBytes?: number;
  /** `true`, or options, for TLS: of the connections that are made here, the client's own are not used. Default: plain TCP. */
  readonly tls?: boolean | TlsOptions;
  /** Limits of the connections; what a client has in `remoting.transport`. */
  readonly transport?: TransportOptions;
  /** Instead of TCP or TLS: how to reach an endpoint, such as through a proxy. */
  readonly connector?: Connector;
  /** Clock and logger: those of the client. Default: the real clock, and silence. */
  readonly runtime?: RuntimeOverrides;
}

export interface ResolvedRecordOptions {
  readonly bodies: boolean;
  readonly maxBytes: number;
  readonly tls: TlsOptions | undefined;
  readonly transport: ResolvedTransportOptions;
  readonly connector: Connector | undefined;
  readonly runtime: RuntimeOverrides;
}

const mebibyte = 1024 * 1024;
/** Room for the first line and the last one. */
const minBytes = 1024;

/** Of a client: parts of it are checked where they are used. */
export const runtimeOption: Check<RuntimeOverrides> = (value, path) => {
  if (typeof value !== 'object' || value === null) throw new InvalidArgumentError(path, 'an object');
  return value;
};

const tls: Check<TlsOptions | undefined> = (value, path) => {
  if (typeof value === 'boolean') return value ? {} : undefined;
  resolveTlsOptions(value as TlsOptions, path);
  return value as TlsOptions;
};

/**
 * Options with defaults filled in, checked and frozen.
 *
 * @throws {InvalidArgumentError} naming the option
 */
export function resolveRecordOptions(options: RecordOptions = {}): ResolvedRecordOptions {
  return resolveOptions<ResolvedRecordOptions>('record', options, {
    bodies: option(boolean, false),
    maxBytes: option(integer(minBytes), 64 * mebibyte),
    tls: maybe(tls),
    transport: option(
      (value, path) => resolveTransportOptions(value as TransportOptions, path),
      resolveTransportOptions(),
    ),
    connector: maybe(callable<Connector>()),
    runtime: option(runtimeOption, {}),
  });
}
