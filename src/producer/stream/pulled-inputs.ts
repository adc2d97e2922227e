import type { StreamEnd, StreamInputs } from './stream-run.js';

export type AnyIterator<Message> = Iterator<Message> | AsyncIterator<Message>;

/** Messages of an iterable, taken one by one when there is room for them. */
export class PulledInputs<Message> implements StreamInputs<Message> {
  readonly #iterator: AnyIterator<Message>;
  readonly #onChange: () => void;
  readonly #onIgnored: (error: unknown) => void;
  /** What a step of an async iterator has brought. */
  #arrived: IteratorResult<Message> | undefined;
  #isWaiting = false;
  #end: StreamEnd | undefined;

  /**
   * @param onChange - a step that had to be waited for has ended
   * @param onIgnored - hears what the iterable throws when it is left
   */
  constructor(iterator: AnyIterator<Message>, onChange: () => void, onIgnored: (error: unknown) => void) {
    this.#iterator = iterator;
    this.#onChange = onChange;
    this.#onIgnored = onIgnored;
  }

  get ended(): StreamEnd | undefined {
    return this.#end;
  }

  give(begin: (message: Message) => void): boolean {
    if (this.#isWaiting || this.#end !== undefined) return false;
    const result = this.#arrived ?? this.#step();
    this.#arrived = undefined;
    if (result === undefined) return false;
    if (result.done === true) {
      this.#end = {};
      return false;
    }
    begin(result.value);
    return true;
  }

  /** Leaves the iterable where it is. */
  cut(end: StreamEnd): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    try {
      const left = this.#iterator.return?.();
      if (left !== undefined && 'then' in left) left.then(undefined, this.#onIgnored);
    } catch (error) {
      this.#onIgnored(error);
    }
  }

  /** Undefined when it is waited for, or when the iterable threw. */
  #step(): IteratorResult<Message> | undefined {
    try {
      const step = this.#iterator.next();
      if (!('then' in step)) return step;
      this.#isWaiting = true;
      step.then(this.#onStep, this.#onFailure);
    } catch (error) {
      this.#end = { error };
    }
    return undefined;
  }

  readonly #onStep = (result: IteratorResult<Message>): void => {
    this.#isWaiting = false;
    this.#arrived = result;
    this.#onChange();
  };

  readonly #onFailure = (error: unknown): void => {
    this.#isWaiting = false;
    this.#end ??= { error };
    this.#onChange();
  };
}
