import type { Unsubscribable } from 'rxjs';
import type { CallObserver } from './call-observer.js';
import type { Invocation } from './invocation.js';
import type { PendingRequests } from './pending-requests.js';

/**
 * One call that waits for its answer: the entry of the table and, at the same time, the teardown of its subscription
 * (one object instead of an entry and a closure).
 */
export class PendingRequest<Message> implements Unsubscribable {
  readonly subscriber: CallObserver;
  /** What the subscriber gets instead of the message. Costs less here than an operator behind the call would. */
  readonly read: ((message: Message) => unknown) | undefined;
  readonly timeoutMs: number;
  readonly parked: boolean;
  /** By the clock of the runtime. */
  readonly deadline: number;
  readonly invocation: Invocation | undefined;
  /** Given by the table. */
  correlationId = 0;
  /** The table it waits in; undefined before and after. */
  table: PendingRequests<Message> | undefined = undefined;
  /** What was written, to be written again when the other side goes away. */
  request: unknown = undefined;
  /** Its wait for another connection, since it has to be written again; undefined as long as it was written once. */
  again: Unsubscribable | undefined = undefined;

  constructor(
    subscriber: CallObserver,
    read: ((message: Message) => unknown) | undefined,
    timeoutMs: number,
    parked: boolean,
    startedAt: number,
    invocation: Invocation | undefined,
  ) {
    this.subscriber = subscriber;
    this.read = read;
    this.timeoutMs = timeoutMs;
    this.parked = parked;
    this.deadline = startedAt + timeoutMs;
    this.invocation = invocation;
  }

  /** Not a field: a number of this size is an object of its own. */
  get startedAt(): number {
    return this.deadline - this.timeoutMs;
  }

  /** The subscriber left, or has been served: only the former finds it still in a table. */
  unsubscribe(): void {
    this.again?.unsubscribe();
    this.table?.cancel(this);
  }
}
