import type { Unsubscribable } from 'rxjs';
import { Single } from '../internal/single.js';
import { withSignal } from '../internal/with-signal.js';
import type { CallObserver } from './call-observer.js';
import type { Caller } from './caller.js';
import type { ConnectionPool } from './connection-pool.js';
import type { InvokeOptions, OnewayOptions } from './invoke-options.js';
import type { RemotingClient } from './remoting-client.js';

const noOptions: InvokeOptions = Object.freeze({});

/**
 * Calls to one address, each over a connection that is leased for it: what is large holds up as few others as the pool allows.
 *
 * They err as those of {@link RemotingClient} do, and as {@link ConnectionPool.using} does. A call's timeout begins with its lease.
 */
export class LeasedCaller<Request, Message extends object> implements Caller<Request, Message> {
  readonly address: string;
  readonly #pool: Pick<ConnectionPool<Request, Message>, 'using'>;

  constructor(address: string, pool: Pick<ConnectionPool<Request, Message>, 'using'>) {
    this.address = address;
    this.#pool = pool;
  }

  invoke(request: Request, options?: InvokeOptions): Single<Message>;
  invoke<T>(request: Request, options: InvokeOptions, read: (reply: Message) => T): Single<T>;
  invoke<T>(
    request: Request,
    { signal, ...options }: InvokeOptions = noOptions,
    read?: (reply: Message) => T,
  ): Single<unknown> {
    return this.#leased<unknown>(signal, (client) =>
      read === undefined ? client.invoke(request, options) : client.invoke(request, options, read),
    );
  }

  begin(
    request: Request,
    options: Omit<InvokeOptions, 'signal'>,
    read: (reply: Message) => unknown,
    subscriber: CallObserver,
  ): Unsubscribable {
    return this.invoke(request, options, read).subscribe(subscriber);
  }

  invokeOneway(request: Request, { signal, ...options }: OnewayOptions = noOptions): Single<void> {
    return this.#leased(signal, (client) => client.invokeOneway(request, options));
  }

  /** The signal ends the wait for a lease too. */
  #leased<T>(
    signal: AbortSignal | undefined,
    call: (client: RemotingClient<Request, Message>) => Single<T>,
  ): Single<T> {
    const single = new Single<T>((subscriber) => this.#pool.using(this.address, call).subscribe(subscriber));
    return signal === undefined ? single : withSignal(single, signal);
  }
}
