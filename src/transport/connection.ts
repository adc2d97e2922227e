import { diagnostics } from '../runtime/diagnostics.js';
import { Observable, ReplaySubject, Subscription } from 'rxjs';
import { ConnectionLostError } from '../errors/transport-error.js';
import { ClosedError } from '../errors/usage-error.js';
import { Single } from '../internal/single.js';
import { StateMachine } from '../internal/state-machine.js';
import { type ConnectionState, connectionTransitions } from './connection-state.js';
import { Demands } from './demands.js';
import { dialLink, type DialLinkSettings } from './dial-link.js';
import { formatEndpoint } from './endpoint.js';
import type { Link } from './link.js';
import { ReconnectSchedule } from './reconnect-schedule.js';
import { whenIdle } from './when-idle.js';

export interface ConnectionSettings extends DialLinkSettings {
  /** Gets each new link before anybody who waits for one, so that it can listen first. What it throws ends the link. */
  readonly onLink?: (link: Link) => void;
}

/**
 * A link that is made when it is wanted, and made again after it was lost, for as long as somebody wants it.
 *
 * Failed dials are repeated with exponential back-off and full jitter while a `connect()` waits. A link that is lost before its
 * first byte counts as a failed dial: servers also refuse by accepting and hanging up. Without demand nothing is dialled.
 */
export class Connection {
  /** `host:port`. */
  readonly address: string;
  /** Hot, replays one, never errs. Completes after `closed`. */
  readonly state$: Observable<ConnectionState>;
  readonly #settings: ConnectionSettings;
  readonly #schedule: ReconnectSchedule;
  readonly #demands = new Demands();
  readonly #machine = new StateMachine<ConnectionState>('connection', connectionTransitions, {
    name: 'disconnected',
    attempt: 0,
    retryInMs: undefined,
    error: undefined,
  });
  /** Every dial from its start until its link, if it brought one, is gone with its socket. */
  readonly #dials = new Set<Subscription>();
  readonly #released = new ReplaySubject<void>(1);
  /** The dial in progress. */
  #dial: Subscription | undefined;
  /** The back-off in progress; only while somebody patient waits. */
  #backoff: Subscription | undefined;
  #link: Link | undefined;
  #idle: Subscription | undefined;
  /** The time limit of closing. */
  #deadline: Subscription | undefined;
  #closed = false;

  constructor(settings: ConnectionSettings) {
    const { endpoint, options, runtime } = settings;
    this.#settings = settings;
    this.#schedule = new ReconnectSchedule(options.reconnect, runtime);
    this.address = formatEndpoint(endpoint);
    this.state$ = this.#machine.state$;
  }

  get state(): ConnectionState {
    return this.#machine.state;
  }

  /** The established link; undefined while there is none. */
  get link(): Link | undefined {
    return this.#link;
  }

  /**
   * Cold: a subscription is demand. Emits the link, at once or when a dial succeeds, however many it takes, and completes. Errs
   * with {@link ClosedError}, and when `maxRetries` are used up with the last {@link ConnectFailedError} or
   * {@link ConnectTimeoutError}. When the last who waits unsubscribes, back-off and dial end.
   */
  connect(): Observable<Link> {
    return this.#demand(true);
  }

  /**
   * Cold: a subscription is demand for one dial. Emits the link, at once or when the dial in progress, or a new one, succeeds,
   * and completes; a dial cuts the back-off of others short. Errs with the failure of that dial, with the reason of a link that is
   * lost before anybody can use it, and with {@link ClosedError}; within `initialDelayMs` of a failure with that failure, so that
   * a burst of requests is not a burst of dials.
   */
  attempt(): Observable<Link> {
    return this.#demand(false);
  }

  /** The link is dead, says who uses it: it is destroyed. Without a link nothing happens. */
  lose(reason: Error): void {
    const link = this.#link;
    if (link === undefined) return;
    this.#lost(link, reason);
    link.close(reason);
  }

  /**
   * Lets go of the link without ending it: whoever wants one from now on gets another. The link belongs to who uses it, and ends
   * when they close it, when it is lost, or when `close()` has waited for it. Without a link nothing happens.
   */
  release(): void {
    if (this.#link === undefined) return;
    this.#link = undefined;
    this.#idle?.unsubscribe();
    this.#schedule.recovered(undefined);
    this.#disconnect();
  }

  /**
   * Hangs up for good; who waits errs with {@link ClosedError}. Starts when called, later calls join; emits when the socket is
   * gone, after `closeTimeoutMs` at the latest. Never errs.
   */
  close(): Single<void> {
    if (!this.#closed) {
      this.#closed = true;
      this.#shutDown();
    }
    return new Single((subscriber) => this.#released.subscribe(subscriber));
  }

  #demand(patient: boolean): Observable<Link> {
    return new Observable((subscriber) => {
      if (this.#closed) {
        subscriber.error(this.#closedError());
        return undefined;
      }
      if (this.#link !== undefined) {
        subscriber.next(this.#link);
        subscriber.complete();
        return undefined;
      }
      if (!patient && this.#dial === undefined && this.#schedule.failedJustNow) {
        subscriber.error(this.#schedule.lastFailure ?? this.#closedHere());
        return undefined;
      }
      const demand = { subscriber, patient };
      this.#demands.add(demand);
      this.#pursue(patient);
      return () => {
        if (this.#demands.delete(demand)) this.#relent();
      };
    });
  }

  #pursue(patient: boolean): void {
    if (this.#dial !== undefined || (patient && this.#backoff !== undefined)) return;
    if (patient && this.#schedule.waitMs > 0) {
      this.#disconnect();
      return;
    }
    // Who sits out a back-off gains from somebody who does not.
    this.#endBackoff();
    this.#startDial();
  }

  /** Gives up what nobody waits for any more. */
  #relent(): void {
    if (this.#demands.somebodyPatient) return;
    this.#schedule.rest();
    const [dial, backoff] = [this.#dial, this.#backoff];
    if (backoff !== undefined) this.#endBackoff();
    else if (dial === undefined || this.#demands.size > 0) return;
    this.#dial = undefined;
    dial?.unsubscribe();
    this.#disconnect();
  }

  #startDial(): void {
    const dial = new Subscription();
    this.#dial = dial;
    this.#dials.add(dial);
    dial.add(() => this.#release(dial));
    this.#machine.transition({ name: 'connecting', attempt: this.#schedule.failures + 1 });
    if (dial.closed) return;
    let link: Link | undefined;
    const ended = (reason: Error): void => {
      dial.unsubscribe();
      if (link !== undefined) this.#lost(link, reason);
      else if (this.#dial === dial) this.#failed(reason, true);
    };
    dial.add(
      dialLink(this.#settings).subscribe({
        next: (made) => {
          link = made;
          this.#established(made, dial);
        },
        error: ended,
        complete: () => ended(new ConnectionLostError(this.address, 'the link ended')),
      }),
    );
  }

  #established(link: Link, dial: Subscription): void {
    const { onLink, runtime } = this.#settings;
    const isCurrent = (): boolean => this.#link === link;
    this.#dial = undefined;
    this.#link = link;
    dial.add(link.writable$.subscribe({ complete: () => this.#lost(link, link.closeReason) }));
    if (!isCurrent()) return;
    try {
      onLink?.(link);
    } catch (error) {
      link.close(error as Error);
    }
    if (!isCurrent()) return;
    this.#watchIdleness(link);
    const { localAddress } = link;
    if (diagnostics.connect.hasSubscribers)
      diagnostics.connect.publish({
        address: this.address,
        localAddress,
        attempt: this.#schedule.failures + 1,
      });
    this.#machine.transition({ name: 'connected', since: runtime.now(), localAddress });
    this.#demands.serve(link, isCurrent);
  }

  #lost(link: Link, reason: Error | undefined): void {
    if (this.#link !== link) return;
    this.#link = undefined;
    this.#idle?.unsubscribe();
    if (link.bytesRead === 0 && reason !== undefined) {
      this.#failed(reason, false);
      return;
    }
    const refuse = this.#demands.refuse(false);
    this.#schedule.recovered(reason);
    this.#disconnect();
    refuse(reason ?? this.#closedHere());
  }

  /** There is no link for those who wait now. */
  #failed(error: Error, isDial: boolean): void {
    this.#dial = undefined;
    const refuse = this.#demands.refuse(this.#schedule.exhausted);
    this.#schedule.failed(error, isDial);
    this.#schedule.retry();
    this.#disconnect();
    refuse(error);
  }

  /** Backs off when somebody patient waits, else comes to rest. */
  #disconnect(): void {
    const { failures, lastFailure, waitMs } = this.#schedule;
    let retryInMs: number | undefined;
    if (this.#demands.somebodyPatient) {
      retryInMs = waitMs;
      this.#backoff = this.#settings.runtime.scheduler.schedule(() => {
        this.#backoff = undefined;
        this.#startDial();
      }, waitMs);
    } else this.#schedule.rest();
    this.#machine.transition({ name: 'disconnected', attempt: failures, retryInMs, error: lastFailure });
  }

  #watchIdleness(link: Link): void {
    const { options, runtime } = this.#settings;
    const { idleTimeoutMs } = options;
    if (idleTimeoutMs === 0) return;
    const reason = `no byte went either way for ${idleTimeoutMs} ms`;
    this.#idle = whenIdle(link, idleTimeoutMs, runtime.scheduler).subscribe(() =>
      this.lose(new ConnectionLostError(this.address, reason)),
    );
  }

  #closedHere(): ConnectionLostError {
    return new ConnectionLostError(this.address, 'it was closed by this side');
  }

  #closedError(): ClosedError {
    return new ClosedError('connection', { address: this.address });
  }

  #endBackoff(): void {
    this.#backoff?.unsubscribe();
    this.#backoff = undefined;
  }

  #shutDown(): void {
    const { options, runtime } = this.#settings;
    const [link, dial] = [this.#link, this.#dial];
    const refuse = this.#demands.refuse(true);
    this.#link = undefined;
    this.#dial = undefined;
    this.#endBackoff();
    this.#idle?.unsubscribe();
    this.#machine.transition({ name: 'closed' });
    this.#machine.complete();
    dial?.unsubscribe();
    link?.close();
    if (this.#dials.size === 0) this.#tellReleased();
    else
      this.#deadline = runtime.scheduler.schedule(() => {
        for (const lingering of this.#dials) lingering.unsubscribe();
      }, options.closeTimeoutMs);
    refuse(this.#closedError());
  }

  /** A dial is over, and so is its link. */
  #release(dial: Subscription): void {
    this.#dials.delete(dial);
    if (this.#closed && this.#dials.size === 0) this.#tellReleased();
  }

  #tellReleased(): void {
    this.#deadline?.unsubscribe();
    this.#released.next();
    this.#released.complete();
  }
}
