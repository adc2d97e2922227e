import type { Observable } from 'rxjs';
import type { Endpoint } from './endpoint.js';
import type { FrameTarget } from './frame-target.js';
import type { Framer } from './framer.js';

/** Receives what happens on a link. Called synchronously; must not throw. */
export interface LinkListener {
  /**
   * One whole frame in `bytes[start, end)`. Unless `owned`, the bytes belong to the link's read buffer and change when this
   * returns: who keeps something copies it.
   */
  onFrame(bytes: Buffer, start: number, end: number, owned: boolean): void;
  /** The last call: the link has ended, by `close()` (no error) or by what `error` says. */
  onClosed(error: Error | undefined): void;
}

/**
 * One established connection that carries frames both ways.
 *
 * Exactly one of `listen` and `frames$` may be used, once. Nothing is read before.
 */
export interface Link {
  /** The other side, `host:port`. */
  readonly address: string;
  /** This side, `host:port`. */
  readonly localAddress: string;
  /**
   * Unicast. Emits every frame as bytes that the subscriber owns. Completes when this side closes the link, errs with
   * {@link ConnectionLostError} or a protocol error when it ends otherwise. Unsubscribing hangs up.
   */
  readonly frames$: Observable<Buffer>;
  /** Hot, replays one. False while more bytes wait to be written than the high-water mark; completes with the link. */
  readonly writable$: Observable<boolean>;
  /** Where frames are written; they leave together at the end of the tick. */
  readonly outbox: FrameTarget;
  /** Bytes that were committed to the outbox and have not been handed to the operating system. */
  readonly bufferedBytes: number;
  /** `runtime.now()` of the last byte received; of the connection's start before that. */
  readonly lastReadAt: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
  /** The hot path beside `frames$`. */
  listen(listener: LinkListener): void;
  /** Writes bytes that already are whole frames. */
  write(frames: Uint8Array): void;
  /**
   * Ends the link. Without `error`: what is in the outbox is still written, then the socket ends. With `error`: the socket
   * is destroyed at once and `error` is what listeners see. Idempotent.
   */
  close(error?: Error): void;
}

/**
 * Dials. Cold: subscribing dials; emits the `Link` once it is established (TLS handshake included) and then stays silent;
 * errs with {@link ConnectFailedError} or {@link ConnectTimeoutError} when there will be none. Completes when the link has
 * ended for whatever reason (the reason goes to the link's listener). Unsubscribing hangs up.
 */
export type Connector = (endpoint: Endpoint, framer: Framer) => Observable<Link>;
