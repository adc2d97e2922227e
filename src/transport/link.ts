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
  /**
   * The last call: the link has ended, by `close()` (no error) or by what `error` says. From now on no byte is read and none is
   * accepted; what was in the outbox may still be leaving.
   */
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
   * {@link ConnectionLostError} or a protocol error when it ends otherwise. Unsubscribing closes the link.
   */
  readonly frames$: Observable<Buffer>;
  /**
   * Hot, replays one. False once more bytes wait to be written than the high-water mark, true again at half of it. Completes when
   * the link has ended, before its listener hears so.
   */
  readonly writable$: Observable<boolean>;
  /** Where frames are written; they leave together at the end of the tick. After the end of the link they are dropped. */
  readonly outbox: FrameTarget;
  /** Bytes that were committed to the outbox and have not been handed to the operating system. */
  readonly bufferedBytes: number;
  /** `runtime.now()` of the last byte received; of the connection's start before that. */
  readonly lastReadAt: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
  /** Why the link has ended; undefined while it has not, and when this side closed it without an error. */
  readonly closeReason?: Error | undefined;
  /**
   * The hot path beside `frames$`. A link that has ended meanwhile says so at once.
   *
   * @throws {InvalidStateTransitionError} when the link has a listener already
   */
  listen(listener: LinkListener): void;
  /**
   * To be called before a frame is begun.
   *
   * @throws {OutboxFullError} when `maxOutboxBytes` or more wait to be written; nothing is queued
   */
  ensureRoom(): void;
  /**
   * Writes bytes that already are whole frames; they must not be changed afterwards.
   *
   * @throws {OutboxFullError} when `maxOutboxBytes` or more wait to be written; nothing is queued
   */
  write(frames: Uint8Array): void;
  /**
   * Stops reading: bytes stay in the operating system until its buffers are full and the other side has to wait. What was read
   * before is not lost: whole frames of the read in progress still come, the beginning of one waits. The other side's end is
   * not heard either; writing goes on. Holds from before `listen` too. Idempotent.
   */
  pauseReading(): void;
  /** Reads on. Idempotent; without effect on a link that has ended. */
  resumeReading(): void;
  /**
   * Ends the link. Without `error`: what is in the outbox is still written, then the socket ends, destroyed after
   * `closeTimeoutMs` if need be. With `error`: the socket is destroyed at once and `error` is what listeners see. Nothing is
   * delivered any more, the listener is told synchronously. Idempotent.
   */
  close(error?: Error): void;
}

/**
 * Dials. Cold: subscribing dials; emits the `Link` once it is established (TLS handshake included), never while it is being
 * subscribed to, and then stays silent; errs with {@link ConnectFailedError} when there will be none. Sets no time limit: who
 * dials does, as {@link Connection}. Completes when the link has ended for whatever reason (the reason goes to the link's
 * listener) and its socket is gone. Unsubscribing hangs up at once.
 */
export type Connector = (endpoint: Endpoint, framer: Framer) => Observable<Link>;
