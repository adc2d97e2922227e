import type { Subscription } from 'rxjs';
import type { Runtime } from '../../runtime/runtime.js';
import type { KeptMessage } from './recorded-event.js';
import type { ScriptedConnection, ScriptedLoss, ScriptedMessage } from './recorded-script.js';
import type { ExpectedRequest } from './scripted-requests.js';

/**
 * Milliseconds that the other side waits for requests which were recorded before what it is to do. Longer than the jitter of a
 * busy machine, shorter than the timeouts of requests.
 */
const maxLagMs = 500;

/** What the other side of a replayed connection does. */
export interface ScriptedActor {
  /** Undefined: a frame that cannot be made again. */
  write(message: KeptMessage | undefined, id: number): void;
  lose(reason: string): void;
}

export interface ScriptedCourseSettings {
  readonly connection: ScriptedConnection;
  /** When it was established in the recording. */
  readonly establishedAt: number;
  readonly runtime: Pick<Runtime, 'now' | 'scheduler'>;
  /** Whether a request that was kept may be the cause of something else than its own replies. */
  readonly isCause: (request: KeptMessage) => boolean;
  /** Whether the other side may have waited with its reply until something else happened. */
  readonly isPoll: (request: KeptMessage) => boolean;
  readonly actor: ScriptedActor;
}

/** Something that is to happen. */
interface Waiting {
  /** Its place in the script. -1: of another connection. */
  readonly step: number;
  /** Requests that were recorded between this step and its own may be its cause. */
  readonly causedAfter: number;
  readonly dueAt: number;
  /** Whether anything but its own call may be its cause. */
  readonly isCaused: boolean;
  happen(): void;
}

/**
 * When the other side of a replayed connection does what it did.
 *
 * A reply comes at its recorded distance in time from its call; what the other side did of its own accord, its distance from the
 * latest request made again, from the event before, or from the beginning. So a replay follows the pace of who replays. No event
 * overtakes requests that were recorded before it, no reply to a poll those between the poll and itself, for these may be its cause
 * (a message that is sent, and received by a poll which waits); but each is waited for once, and `maxLagMs` at most. And who makes a
 * request that was recorded after the loss of the connection has got there sooner than then: it is lost as soon as what was before
 * allows.
 */
export class ScriptedCourse {
  readonly #settings: ScriptedCourseSettings;
  /** Places of what the other side does of its own accord. */
  readonly #events: readonly number[];
  readonly #replies = new Set<Waiting>();
  /** Places of causes that have not been made again, in order; without those that were waited for in vain. */
  readonly #missing: Set<number>;
  /** The next event, unless there are no more. */
  #event: Waiting | undefined;
  #eventIndex = 0;
  /** What the time of the next event is counted from. */
  #anchor: { readonly step: number; readonly recordedAt: number; readonly at: number };
  /** When who replays first went further than the connection did. */
  #overtakenAt = Infinity;
  #timer: Subscription | undefined;
  #isStopped = false;

  constructor(settings: ScriptedCourseSettings) {
    const { connection, establishedAt, runtime, isCause } = settings;
    this.#settings = settings;
    this.#events = connection.steps.flatMap(({ type }, step) =>
      type === 'message' || type === 'lost' ? step : [],
    );
    this.#missing = new Set(
      connection.steps.flatMap((step, place) =>
        step.type === 'request' && isCause(step.message) ? place : [],
      ),
    );
    this.#anchor = { step: -1, recordedAt: establishedAt, at: runtime.now() };
    this.#await();
  }

  /** A request of the recording has been made again, as `id`. */
  made({ request, step }: ExpectedRequest, id: number): void {
    const { runtime, actor, isPoll } = this.#settings;
    const now = runtime.now();
    for (const reply of request.replies) {
      this.#replies.add({
        step: step < 0 ? -1 : reply.step,
        causedAfter: step,
        dueAt: now + reply.afterMs,
        isCaused: isPoll(request.message),
        happen: () => actor.write(reply.message, id),
      });
    }
    if (step >= 0) {
      this.#missing.delete(step);
      const next = this.#events[this.#eventIndex] ?? Infinity;
      if (step > this.#anchor.step && step < next) this.#anchor = { step, recordedAt: request.at, at: now };
    }
    this.#await();
  }

  /** A request is here that was recorded after the loss of the connection. */
  overtake(): void {
    this.#overtakenAt = Math.min(this.#overtakenAt, this.#settings.runtime.now());
    this.#await();
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.unsubscribe();
  }

  /** Sets the timer for what comes next. */
  #await(): void {
    this.#timer?.unsubscribe();
    if (this.#isStopped) return;
    this.#event = this.#nextEvent();
    let at = this.#event === undefined ? Infinity : this.#timeOf(this.#event);
    for (const reply of this.#replies) at = Math.min(at, this.#timeOf(reply));
    if (at === Infinity) return;
    const { runtime } = this.#settings;
    this.#timer = runtime.scheduler.schedule(() => this.#happen(), Math.max(0, at - runtime.now()));
  }

  #happen(): void {
    const now = this.#settings.runtime.now();
    const due = [...this.#replies, ...(this.#event === undefined ? [] : [this.#event])]
      .filter((waiting) => this.#timeOf(waiting) <= now)
      .toSorted((a, b) => a.step - b.step);
    for (const waiting of due) {
      this.#replies.delete(waiting);
      this.#giveUp(waiting);
      waiting.happen();
    }
    this.#await();
  }

  #timeOf(waiting: Waiting): number {
    return this.#firstCause(waiting) === undefined ? waiting.dueAt : waiting.dueAt + maxLagMs;
  }

  /** The first of the requests that may have caused it and are missing. */
  #firstCause({ causedAfter, step, isCaused }: Waiting): number | undefined {
    if (!isCaused) return undefined;
    for (const missing of this.#missing) {
      if (missing > causedAfter) return missing < step ? missing : undefined;
    }
    return undefined;
  }

  #giveUp(waiting: Waiting): void {
    for (let cause = this.#firstCause(waiting); cause !== undefined; cause = this.#firstCause(waiting))
      this.#missing.delete(cause);
  }

  #nextEvent(): Waiting | undefined {
    const step = this.#events[this.#eventIndex];
    if (step === undefined) return undefined;
    const { connection } = this.#settings;
    const event = connection.steps[step] as ScriptedMessage | ScriptedLoss;
    const dueAt = this.#anchor.at + event.at - this.#anchor.recordedAt;
    return {
      step,
      causedAfter: -1,
      isCaused: true,
      dueAt: event.type === 'lost' ? Math.min(dueAt, this.#lossAt(step)) : dueAt,
      happen: () => this.#act(step, event),
    };
  }

  /** When the loss that is this step comes to who has overtaken it: after the replies that were before it. */
  #lossAt(step: number): number {
    let at = this.#overtakenAt;
    for (const reply of this.#replies) if (reply.step < step) at = Math.max(at, reply.dueAt);
    return at;
  }

  #act(step: number, event: ScriptedMessage | ScriptedLoss): void {
    const { runtime, actor } = this.#settings;
    this.#eventIndex += 1;
    this.#anchor = { step, recordedAt: event.at, at: runtime.now() };
    if (event.type === 'lost') actor.lose(event.reason);
    else actor.write(event.message, event.id);
  }
}
