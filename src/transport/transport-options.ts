import { InvalidArgumentError } from '../errors/usage-error.js';
import { boolean, integer, milliseconds, option, resolveOptions } from '../internal/options.js';
import { type ReconnectOptions, type ReconnectPolicy, resolveReconnectPolicy } from './reconnect-policy.js';

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;
/** What one Buffer holds on every platform that Node 20 supports. */
const maxBufferBytes = 2 ** 30;
const defaultMaxOutboxBytes = 64 * mebibyte;

/** Limits and times of connections. Everything is optional. */
export interface TransportOptions {
  /** Milliseconds for name resolution, TCP connect and TLS handshake together. Default 3000, as in the Java client. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds that a closing link has to write what is in its outbox and to hear the other side's end. Default 1000. */
  readonly closeTimeoutMs?: number;
  /**
   * Bytes of the largest frame that is accepted, length field included; a larger one ends the connection. Default 16 MiB, the
   * limit of the Java peers.
   */
  readonly maxFrameBytes?: number;
  /** Bytes of the read buffer of each connection; frames above half of it are read into a buffer of their own. Default 256 KiB. */
  readonly receiveBufferBytes?: number;
  /** Bytes of each write buffer, and so of most writes under load. Default 128 KiB. */
  readonly outboxSlabBytes?: number;
  /** Bytes that may wait to be written; above them a new frame errs with `OutboxFullError`. Default 64 MiB. */
  readonly maxOutboxBytes?: number;
  /**
   * Bytes waiting to be written above which a link is not writable, and requests wait in front of it; it is again at half of them. Default 1 MiB, or
   * `maxOutboxBytes` when that is less.
   */
  readonly highWaterMarkBytes?: number;
  /** Milliseconds of silence after which the operating system begins to probe the other side. Default 30,000; 0 is off. */
  readonly keepAliveMs?: number;
  /** Whether small writes leave at once (no Nagle). Default true: writes are gathered in the outbox already. */
  readonly noDelay?: boolean;
  /** Milliseconds without a byte either way after which a link is closed, up to a quarter later. Default 0: never. */
  readonly idleTimeoutMs?: number;
  readonly reconnect?: ReconnectOptions;
}

export interface ResolvedTransportOptions extends Required<TransportOptions> {
  readonly reconnect: ReconnectPolicy;
}

/**
 * Options with defaults filled in, checked and frozen.
 *
 * @throws {InvalidArgumentError}
 */
export function resolveTransportOptions(
  options: TransportOptions = {},
  path = 'transport',
): ResolvedTransportOptions {
  const { maxOutboxBytes = defaultMaxOutboxBytes } = options;
  const resolved = resolveOptions<ResolvedTransportOptions>(path, options, {
    connectTimeoutMs: option(milliseconds(1), 3000),
    closeTimeoutMs: option(milliseconds(0), 1000),
    maxFrameBytes: option(integer(1, maxBufferBytes), 16 * mebibyte),
    receiveBufferBytes: option(integer(64, maxBufferBytes), 256 * kibibyte),
    outboxSlabBytes: option(integer(64, maxBufferBytes), 128 * kibibyte),
    maxOutboxBytes: option(integer(1), defaultMaxOutboxBytes),
    highWaterMarkBytes: option(integer(1), Math.min(mebibyte, maxOutboxBytes)),
    keepAliveMs: option(milliseconds(0), 30_000),
    noDelay: option(boolean, true),
    idleTimeoutMs: option(milliseconds(0), 0),
    reconnect: option(
      (value, name) => resolveReconnectPolicy(value as ReconnectOptions, name),
      resolveReconnectPolicy(),
    ),
  });
  if (resolved.highWaterMarkBytes > resolved.maxOutboxBytes)
    throw new InvalidArgumentError(
      `${path}.highWaterMarkBytes`,
      `at most maxOutboxBytes, which is ${resolved.maxOutboxBytes}, not ${resolved.highWaterMarkBytes}`,
    );
  return resolved;
}
