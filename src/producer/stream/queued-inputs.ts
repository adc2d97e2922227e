import { RingQueue } from '../../internal/ring-queue.js';
import type { StreamEnd, StreamInputs } from './stream-run.js';

/** Messages that came before there was room for them. */
export class QueuedInputs<Message> implements StreamInputs<Message> {
  readonly #queue = new RingQueue<Message>();
  #end: StreamEnd | undefined;

  get length(): number {
    return this.#queue.length;
  }

  /** What came before the end is sent before the end is told. */
  get ended(): StreamEnd | undefined {
    return this.#queue.length === 0 ? this.#end : undefined;
  }

  push(message: Message): void {
    if (this.#end === undefined) this.#queue.push(message);
  }

  give(begin: (message: Message) => void): boolean {
    if (this.#queue.length === 0) return false;
    begin(this.#queue.shift() as Message);
    return true;
  }

  end(end: StreamEnd): void {
    this.#end ??= end;
  }

  /** Ends now, without what is left; an end that left nothing stays as it is. */
  cut(end: StreamEnd): void {
    if (this.#queue.length > 0) this.#end = undefined;
    this.#queue.clear();
    this.#end ??= end;
  }
}
