import { BehaviorSubject, type Observable } from 'rxjs';
import { InvalidStateTransitionError } from '../errors/usage-error.js';
import { RingQueue } from './ring-queue.js';

/** For each state the states that may follow it. */
export type Transitions<Name extends string> = Readonly<Record<Name, readonly Name[]>>;

/**
 * A state that is an object told apart by `name`, and moves only along its table.
 *
 * The new state is in place before anybody hears of it. An observer may move on from within its `next`: every observer
 * still sees every state once and in order, because what is said meanwhile waits until the present one has been told to all.
 */
export class StateMachine<State extends { readonly name: string }> {
  readonly #machine: string;
  readonly #transitions: Transitions<State['name']>;
  readonly #subject: BehaviorSubject<State>;
  readonly #untold = new RingQueue<State>();
  #state: State;
  #telling = false;
  #completed = false;

  /** Hot, replays one, never errs. Completes on `complete()`. */
  readonly state$: Observable<State>;

  constructor(machine: string, transitions: Transitions<State['name']>, initial: State) {
    this.#machine = machine;
    this.#transitions = transitions;
    this.#state = initial;
    this.#subject = new BehaviorSubject(initial);
    this.state$ = this.#subject.asObservable();
  }

  get state(): State {
    return this.#state;
  }

  /** @throws {InvalidStateTransitionError} when the table has no such move; the state stays as it is */
  transition(next: State): void {
    const from = this.#state.name as State['name'];
    if (!this.#transitions[from].includes(next.name))
      throw new InvalidStateTransitionError(this.#machine, from, next.name);
    this.#state = next;
    this.#untold.push(next);
    this.#tell();
  }

  /** No state comes after the present one. */
  complete(): void {
    this.#completed = true;
    this.#tell();
  }

  #tell(): void {
    if (this.#telling) return;
    this.#telling = true;
    for (let next = this.#untold.shift(); next !== undefined; next = this.#untold.shift())
      this.#subject.next(next);
    this.#telling = false;
    if (this.#completed) this.#subject.complete();
  }
}
