import { integer, milliseconds, option, resolveOptions } from '../internal/options.js';
import {
  resolveTransportOptions,
  type ResolvedTransportOptions,
  type TransportOptions,
} from '../transport/transport-options.js';

/** How requests are carried, in either role. Everything is optional. */
export interface SessionOptions {
  /** Milliseconds until a call without its own `timeoutMs` gives up. Default 3000. */
  readonly requestTimeoutMs?: number;
  /**
   * Calls that may wait at a time on one connection, without the parked ones; one more errs with
   * `TooManyPendingRequestsError`. Default 10,000.
   */
  readonly maxPendingRequests?: number;
  /**
   * Milliseconds between two looks at the deadlines of what is pending: how late a timeout may be. Default 100: a look at
   * ten thousand requests takes about 0.1 ms.
   */
  readonly sweepIntervalMs?: number;
  /** Milliseconds without a byte after which a connection with an overdue request counts as lost. Default 10,000. */
  readonly livenessTimeoutMs?: number;
}

/** What a client can be told. Everything is optional. */
export interface RemotingOptions extends SessionOptions {
  /** Milliseconds between two snapshots of `metrics$`. Default 10,000. */
  readonly metricsIntervalMs?: number;
  readonly transport?: TransportOptions;
}

/** What a server can be told. Everything is optional; those of the transport are given to what listens. */
export interface RemotingServerOptions extends SessionOptions {
  /**
   * Requests of one peer whose answers may be in the making at a time; one more is refused with
   * `TooManyPendingRequestsError`. Default 10,000.
   */
  readonly maxConcurrentRequests?: number;
}

export type ResolvedSessionOptions = Required<SessionOptions>;

export interface ResolvedRemotingOptions extends Required<RemotingOptions> {
  readonly transport: ResolvedTransportOptions;
}

export type ResolvedRemotingServerOptions = Required<RemotingServerOptions>;

const sessionShape = {
  requestTimeoutMs: option(milliseconds(1), 3000),
  maxPendingRequests: option(integer(1), 10_000),
  sweepIntervalMs: option(milliseconds(1), 100),
  livenessTimeoutMs: option(milliseconds(1), 10_000),
};

/**
 * The options of a client with defaults filled in, checked and frozen.
 *
 * @throws {InvalidArgumentError} naming the option
 */
export function resolveRemotingOptions(
  options: RemotingOptions = {},
  path = 'remoting',
): ResolvedRemotingOptions {
  return resolveOptions<ResolvedRemotingOptions>(path, options, {
    ...sessionShape,
    metricsIntervalMs: option(milliseconds(1), 10_000),
    transport: option(
      (value, name) => resolveTransportOptions(value as TransportOptions, name),
      resolveTransportOptions(),
    ),
  });
}

/**
 * The options of a server with defaults filled in, checked and frozen.
 *
 * @throws {InvalidArgumentError} naming the option
 */
export function resolveRemotingServerOptions(
  options: RemotingServerOptions = {},
  path = 'server',
): ResolvedRemotingServerOptions {
  return resolveOptions<ResolvedRemotingServerOptions>(path, options, {
    ...sessionShape,
    maxConcurrentRequests: option(integer(1), 10_000),
  });
}
