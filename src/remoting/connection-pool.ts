import {
  defer,
  finalize,
  forkJoin,
  map,
  of,
  ReplaySubject,
  Subject,
  type Observable,
  type ObservableInput,
} from 'rxjs';
import { ClosedError } from '../errors/usage-error.js';
import { startNow } from '../internal/replayed.js';
import { Single } from '../internal/single.js';
import type { RemotingClient } from './remoting-client.js';

/**
 * One client, and so one multiplexed connection, per address; made when first asked for.
 *
 * A failed piece of work leaves the client alone: its connection mends itself, and others are using it.
 */
export class ConnectionPool<Request, Message extends object> {
  /** Hot. Emits each client that was made, before anybody has used it. Completes on `close()`. */
  readonly created$: Observable<RemotingClient<Request, Message>>;
  readonly #create: (address: string) => RemotingClient<Request, Message>;
  readonly #clients = new Map<string, RemotingClient<Request, Message>>();
  readonly #created = new Subject<RemotingClient<Request, Message>>();
  /** Of dropped clients that are not done closing. */
  readonly #ending = new Set<Observable<void>>();
  readonly #done = new ReplaySubject<void>(1);
  #closed = false;

  constructor(create: (address: string) => RemotingClient<Request, Message>) {
    this.#create = create;
    this.created$ = this.#created.asObservable();
  }

  /** `host:port` of every client there is. */
  get addresses(): readonly string[] {
    return [...this.#clients.keys()];
  }

  /**
   * The client of `address`. One that was closed is replaced by a new one.
   *
   * @throws {ClosedError} after `close()`
   */
  get(address: string): RemotingClient<Request, Message> {
    if (this.#closed) throw new ClosedError('connection pool', { address });
    const present = this.#clients.get(address);
    if (present !== undefined && present.state.name !== 'closed') return present;
    const client = this.#create(address);
    this.#clients.set(address, client);
    this.#created.next(client);
    return client;
  }

  /** Cold. Each subscription is one piece of work with the client of `address`. */
  using<T>(
    address: string,
    work: (client: RemotingClient<Request, Message>) => ObservableInput<T>,
  ): Observable<T> {
    return defer(() => work(this.get(address)));
  }

  /** Closes and forgets the client of an address. Starts when called; emits when that is done, at once if there is none. */
  drop(address: string): Single<void> {
    const client = this.#clients.get(address);
    if (client === undefined) return startNow(of(undefined));
    this.#clients.delete(address);
    const closing = client.close();
    this.#ending.add(closing);
    return startNow(closing.pipe(finalize(() => this.#ending.delete(closing))));
  }

  /** Closes all clients. Starts when called; later calls join the first. */
  close(): Single<void> {
    if (!this.#closed) {
      this.#closed = true;
      const closing = [...this.#clients.values()].map((client) => client.close());
      this.#clients.clear();
      this.#created.complete();
      forkJoin([of(undefined), ...this.#ending, ...closing])
        .pipe(map(() => undefined))
        .subscribe(this.#done);
    }
    return new Single((subscriber) => this.#done.subscribe(subscriber));
  }
}
