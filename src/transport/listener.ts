import type { Single } from '../internal/single.js';
import type { Endpoint } from './endpoint.js';
import type { Framer } from './framer.js';
import type { Link } from './link.js';

/** Something that accepts connections. */
export interface Listener {
  /** Where it really listens: with the port that was chosen for port 0. */
  readonly endpoint: Endpoint;
  /**
   * Accepts no more and closes the links that were accepted. Starts when called, replays its end; emits when the port is free and
   * every socket is gone. Later calls join the first.
   */
  close(): Single<void>;
}

/**
 * Begins to accept connections at an endpoint.
 *
 * Cold: each subscription listens once. Emits the listener; `onLink` then gets every link, and must listen to it. Errs with
 * {@link ListenFailedError} when the endpoint cannot be had. Unsubscribing before the listener is there gives up.
 */
export type Listen = (endpoint: Endpoint, framer: Framer, onLink: (link: Link) => void) => Single<Listener>;
