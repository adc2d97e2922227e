import { catchError, defer, type Observable, throwError, throwIfEmpty, timeout } from 'rxjs';
import {
  ConnectFailedError,
  ConnectionLostError,
  ConnectTimeoutError,
  TransportError,
} from '../errors/transport-error.js';
import type { Runtime } from '../runtime/runtime.js';
import { type Endpoint, formatEndpoint } from './endpoint.js';
import { failureReason } from './failure-reason.js';
import type { Framer } from './framer.js';
import type { Connector, Link } from './link.js';
import type { ResolvedTransportOptions } from './transport-options.js';

export interface DialLinkSettings {
  readonly endpoint: Endpoint;
  readonly connector: Connector;
  readonly framer: Framer;
  readonly options: ResolvedTransportOptions;
  readonly runtime: Runtime;
}

/**
 * One dial by the connector, within `connectTimeoutMs` and with typed errors, whatever a user's connector does: errs with
 * {@link ConnectTimeoutError}, or {@link ConnectFailedError}.
 */
export function dialLink(settings: DialLinkSettings): Observable<Link> {
  const { endpoint, connector, framer, options, runtime } = settings;
  const address = formatEndpoint(endpoint);
  const { connectTimeoutMs } = options;
  const failure = (cause: unknown): Error => {
    if (cause instanceof TransportError && !(cause instanceof ConnectionLostError)) return cause;
    const reason = cause instanceof Error ? failureReason(cause) : String(cause);
    return new ConnectFailedError(address, reason, { cause });
  };
  return defer(() => connector(endpoint, framer)).pipe(
    timeout({
      first: connectTimeoutMs,
      with: () => throwError(() => new ConnectTimeoutError(address, connectTimeoutMs)),
      scheduler: runtime.scheduler,
    }),
    throwIfEmpty(() => new ConnectFailedError(address, 'the connector gave no link')),
    catchError((cause: unknown) => throwError(() => failure(cause))),
  );
}
