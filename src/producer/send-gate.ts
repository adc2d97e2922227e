import {
  BehaviorSubject,
  distinctUntilChanged,
  filter,
  map,
  Observable,
  type Subscriber,
  take,
  type TeardownLogic,
  type Unsubscribable,
} from 'rxjs';
import { TooManySendsError } from '../errors/producer-error.js';
import { Line, type Place } from '../internal/line.js';
import { Sweep } from '../remoting/sweep.js';
import type { Runtime } from '../runtime/runtime.js';

export interface SendGateSettings {
  readonly maxInFlight: number;
  readonly maxInFlightBytes: number;
  readonly maxWaiting: number;
  readonly group: string;
  readonly runtime: Runtime;
}

/** How busy a producer is. `waiting`: sends wait for others to end. `full`: as many wait as may; more are refused. */
export interface Pressure {
  readonly state: 'free' | 'waiting' | 'full';
  /** Sends that are under way. */
  readonly inFlight: number;
  /** Bytes of their bodies. */
  readonly inFlightBytes: number;
  /** Sends that have not begun. */
  readonly waiting: number;
}

/** What is to pass the gate. */
export interface GateTask<T> {
  /** Of the body. */
  readonly bytes: number;
  /** Milliseconds since the epoch: until then it may wait. */
  readonly deadline: number;
  /** Tasks that share a key pass one after the other. A batch may have many, each of them once. */
  readonly orderKey: string | readonly string[] | undefined;
  /** Called when it may begin, on behalf of the subscriber. */
  readonly begin: (subscriber: Subscriber<T>) => TeardownLogic;
}

/** How often it is looked for sends that have waited too long. */
const sweepIntervalMs = 50;

/** One task, from its arrival to its end; at the same time the teardown of its subscription. */
class Entry implements Unsubscribable {
  readonly task: GateTask<unknown>;
  readonly subscriber: Subscriber<unknown>;
  /** `ordered`: others of its keys are before it. `waiting`: for the limits. */
  state: 'new' | 'ordered' | 'waiting' | 'flying' | 'gone' = 'new';
  /** In so many of its lanes another one is the first. */
  behind = 0;
  /** In the lanes of its keys, in their order. */
  lanePlaces: Place<Entry>[] | undefined = undefined;
  /** In the line, while it is `waiting`. */
  place: Place<Entry> | undefined = undefined;

  readonly #onLeave: (entry: Entry) => void;

  constructor(task: GateTask<unknown>, subscriber: Subscriber<unknown>, onLeave: (entry: Entry) => void) {
    this.task = task;
    this.subscriber = subscriber;
    this.#onLeave = onLeave;
  }

  unsubscribe(): void {
    this.#onLeave(this);
  }
}

/**
 * Lets as many sends pass as the limits allow. Others wait, first come first served, and behind the one before them that has the
 * same order key; above `maxWaiting` they are refused. One always passes when nothing is in flight, however large it is.
 */
export class SendGate {
  readonly #settings: SendGateSettings;
  /** Waiting for the limits. */
  readonly #line = new Line<Entry>();
  /** Those of an order key as they came: each waits for the one before it. A key is there while one of its sends is. */
  readonly #lanes = new Map<string, Line<Entry>>();
  readonly #sweep: Sweep;
  readonly #state = new BehaviorSubject<Pressure['state']>('free');
  readonly #idle = new BehaviorSubject(true);
  #inFlight = 0;
  #inFlightBytes = 0;
  /** Those of the line, and those that others of their keys hold up. */
  #waiting = 0;
  #isAdvancing = false;
  #isClosed = false;

  /** Hot, replays one: after each change of `state`. Completes on `close()`. */
  readonly pressure$: Observable<Pressure> = this.#state.pipe(
    map(() => this.pressure),
    // An observer may change the state before the next one has heard of the change.
    distinctUntilChanged((before, now) => before.state === now.state),
  );

  constructor(settings: SendGateSettings) {
    this.#settings = settings;
    this.#sweep = new Sweep(settings.runtime, sweepIntervalMs, (now) => this.#refuseLate(now));
  }

  /** As it is now. */
  get pressure(): Pressure {
    return {
      state: this.#state.value,
      inFlight: this.#inFlight,
      inFlightBytes: this.#inFlightBytes,
      waiting: this.#waiting,
    };
  }

  /** Emits once, when nothing is in flight or waiting. */
  whenIdle(): Observable<boolean> {
    return this.#idle.pipe(
      filter((isIdle) => isIdle),
      take(1),
    );
  }

  /**
   * Cold. Makes a task, and carries its work out when it may begin. Errs with what `arrive` throws, and with
   * {@link TooManySendsError} when too many wait, or when the task's deadline has passed before it could begin.
   */
  run<T>(arrive: () => GateTask<T>): Observable<T> {
    return new Observable<T>((subscriber) => {
      if (!subscriber.closed) this.#arrive(new Entry(arrive(), subscriber, this.#leave));
    });
  }

  /** Errs whoever waits. What has begun may end. */
  close(reason: Error): void {
    this.#isClosed = true;
    this.#sweep.stop();
    for (const entry of this.#allWaiting()) entry.subscriber.error(reason);
    this.#state.complete();
    this.#idle.complete();
  }

  #arrive(entry: Entry): void {
    const { task, subscriber } = entry;
    subscriber.add(entry);
    if (task.orderKey !== undefined) this.#enterLanes(entry, task.orderKey);
    if (entry.behind === 0 && this.#line.size === 0 && this.#fits(entry)) {
      this.#start(entry);
      return;
    }
    const { maxWaiting, group } = this.#settings;
    if (this.#waiting >= maxWaiting) {
      subscriber.error(new TooManySendsError('waiting', this.#waiting, { group }));
      return;
    }
    this.#waiting++;
    if (entry.behind === 0) this.#joinLine(entry);
    else entry.state = 'ordered';
    this.#sweep.wake();
    this.#report();
  }

  #enterLanes(entry: Entry, orderKey: string | readonly string[]): void {
    entry.lanePlaces = keysOf(orderKey).map((key) => {
      let lane = this.#lanes.get(key);
      if (lane === undefined) this.#lanes.set(key, (lane = new Line()));
      else entry.behind++;
      return lane.join(entry);
    });
  }

  #joinLine(entry: Entry): void {
    entry.state = 'waiting';
    entry.place = this.#line.join(entry);
  }

  #fits({ task: { bytes } }: Entry): boolean {
    const { maxInFlight, maxInFlightBytes } = this.#settings;
    if (this.#inFlight === 0) return true;
    return this.#inFlight < maxInFlight && this.#inFlightBytes + bytes <= maxInFlightBytes;
  }

  #start(entry: Entry): void {
    const { task, subscriber } = entry;
    entry.state = 'flying';
    this.#inFlight++;
    this.#inFlightBytes += task.bytes;
    if (this.#idle.value) this.#idle.next(false);
    try {
      subscriber.add(task.begin(subscriber));
    } catch (error) {
      subscriber.error(error);
    }
  }

  /** Its work has ended, or nobody wants it any more. */
  readonly #leave = (entry: Entry): void => {
    const { state, task } = entry;
    entry.state = 'gone';
    if (state === 'flying') {
      this.#inFlight--;
      this.#inFlightBytes -= task.bytes;
    } else if (state !== 'new') this.#waiting--;
    if (entry.place !== undefined) this.#line.leave(entry.place);
    if (task.orderKey !== undefined) this.#leaveLanes(entry, task.orderKey);
    this.#advance();
    this.#report();
    if (this.#inFlight === 0 && this.#waiting === 0 && !this.#idle.value) this.#idle.next(true);
  };

  /** The next one of each key may go on, if no other key holds it up. */
  #leaveLanes(entry: Entry, orderKey: string | readonly string[]): void {
    keysOf(orderKey).forEach((key, index) => {
      const lane = this.#lanes.get(key)!;
      const wasFirst = lane.first === entry;
      lane.leave(entry.lanePlaces![index]!);
      const next = lane.first;
      if (next === undefined) this.#lanes.delete(key);
      else if (wasFirst && --next.behind === 0) this.#joinLine(next);
    });
  }

  /** A loop, not a recursion: work that ends at once lets the next one start from within. */
  #advance(): void {
    if (this.#isAdvancing || this.#isClosed) return;
    this.#isAdvancing = true;
    for (let next = this.#line.first; next !== undefined && this.#fits(next); next = this.#line.first) {
      if (next.task.deadline <= this.#settings.runtime.now()) {
        this.#refuse(next);
        continue;
      }
      this.#line.leave(next.place!);
      next.place = undefined;
      this.#waiting--;
      this.#start(next);
    }
    this.#isAdvancing = false;
  }

  #report(): void {
    const { maxWaiting } = this.#settings;
    const state = this.#waiting === 0 ? 'free' : this.#waiting < maxWaiting ? 'waiting' : 'full';
    if (state !== this.#state.value) this.#state.next(state);
  }

  #refuseLate(now: number): boolean {
    for (const entry of this.#allWaiting((task) => task.deadline <= now)) this.#refuse(entry);
    return this.#waiting > 0;
  }

  /** It has waited too long: sent now, it might be stored and fail all the same. */
  #refuse({ subscriber }: Entry): void {
    const { group } = this.#settings;
    subscriber.error(new TooManySendsError('timeout', this.#waiting - 1, { group }));
  }

  /**
   * Each is looked at when its turn comes: the end of an earlier one may have ended it, or let it begin.
   */
  *#allWaiting(isMeant: (task: GateTask<unknown>) => boolean = () => true): Generator<Entry> {
    const meant: Entry[] = [];
    for (const line of [this.#line, ...this.#lanes.values()])
      for (const entry of line) if (isMeant(entry.task)) meant.push(entry);
    for (const entry of meant) if (entry.state === 'waiting' || entry.state === 'ordered') yield entry;
  }
}

function keysOf(orderKey: string | readonly string[]): readonly string[] {
  return typeof orderKey === 'string' ? [orderKey] : orderKey;
}
