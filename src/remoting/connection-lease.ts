import {
  catchError,
  concat,
  defer,
  EMPTY,
  ignoreElements,
  tap,
  type Observable,
  type ObservableInput,
  type Subscriber,
  type Unsubscribable,
} from 'rxjs';
import type { AddressConnections } from './address-connections.js';
import type { PooledConnection } from './pooled-connection.js';
import type { RemotingClient } from './remoting-client.js';

/** What is done with a connection. */
export type LeasedWork<Request, Message extends object, T> = (
  client: RemotingClient<Request, Message>,
) => ObservableInput<T>;

/**
 * One piece of work that uses a connection, or waits for one; at the same time the teardown of its subscription, which gives
 * the connection back.
 */
export class ConnectionLease<Request, Message extends object, T> implements Unsubscribable {
  readonly deadline: number;
  readonly #owner: AddressConnections<Request, Message>;
  readonly #work: LeasedWork<Request, Message, T>;
  readonly #subscriber: Subscriber<T>;
  #connection: PooledConnection<Request, Message> | undefined;
  #error: unknown;

  constructor(
    owner: AddressConnections<Request, Message>,
    work: LeasedWork<Request, Message, T>,
    subscriber: Subscriber<T>,
    deadline: number,
  ) {
    this.#owner = owner;
    this.#work = work;
    this.#subscriber = subscriber;
    this.deadline = deadline;
  }

  /** Does the work. The connection counts this lease already. */
  start(
    connection: PooledConnection<Request, Message>,
    check: LeasedWork<Request, Message, unknown> | undefined,
  ): void {
    this.#connection = connection;
    const subscriber = this.#subscriber;
    const work$ = check === undefined ? this.#working() : concat(this.#checking(check), this.#working());
    work$.subscribe(subscriber);
  }

  refuse(error: unknown): void {
    this.#subscriber.error(error);
  }

  unsubscribe(): void {
    this.#owner.leave(this, this.#connection, this.#error);
  }

  #working(): Observable<T> {
    return defer(() => this.#work(this.#connection!.client)).pipe(
      tap({
        error: (error: unknown) => {
          this.#error = error;
        },
      }),
    );
  }

  /** A connection that does not pass gives way to a new one. */
  #checking(check: LeasedWork<Request, Message, unknown>): Observable<never> {
    return defer(() => check(this.#connection!.client)).pipe(
      ignoreElements(),
      catchError(() => {
        const failed = this.#connection!;
        this.#connection = undefined;
        this.#connection = this.#owner.replace(failed);
        return EMPTY;
      }),
    );
  }
}
