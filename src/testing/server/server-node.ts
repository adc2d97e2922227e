import { catchError, map, type Observable, of, switchMap, tap, throwError } from 'rxjs';
import { ClosedError } from '../../errors/usage-error.js';
import { startNow } from '../../internal/replayed.js';
import { Single } from '../../internal/single.js';
import { type Endpoint, formatEndpoint } from '../../transport/endpoint.js';
import { RequestServer, type RequestService } from './request-server.js';
import type { ClientPeer } from './request-table.js';
import type { ServerSetting } from './server-setting.js';

/** What a server does from its start to its stop. */
export interface ServerLife extends RequestService {
  /** Releases every timer. */
  readonly stop?: () => void;
}

interface Running {
  readonly server: RequestServer;
  readonly life: ServerLife;
}

/** A name server or a broker: can be stopped and started again, at the address that it had first. */
export class ServerNode {
  readonly name: string;
  readonly #setting: ServerSetting;
  readonly #begin: (endpoint: Endpoint) => ServerLife;
  #endpoint: Endpoint;
  #running: Running | undefined;
  #starting: Single<void> | undefined;
  #stopping: Single<void> | undefined;
  #isRetired = false;

  /** @param begin - called at each start with where it listens, before the first request */
  constructor(
    name: string,
    setting: ServerSetting,
    endpoint: Endpoint,
    begin: (endpoint: Endpoint) => ServerLife,
  ) {
    this.name = name;
    this.#setting = setting;
    this.#endpoint = endpoint;
    this.#begin = begin;
  }

  /** Where it listens, or did when it ran: `host:port`. */
  get address(): string {
    return formatEndpoint(this.#endpoint);
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  get peers(): readonly ClientPeer[] {
    return this.#running?.server.peers ?? [];
  }

  /** Cold. Emits when it listens; at once when it does already. Errs with {@link ClosedError} when it is retired. */
  start(): Single<void> {
    return new Single((subscriber) => this.#startOnce().subscribe(subscriber));
  }

  /** Hangs up on all clients. Starts when called; emits when nothing is left, at once when it does not run. */
  stop(): Single<void> {
    if (this.#starting !== undefined)
      return startNow(
        this.#starting.pipe(
          catchError(() => of(undefined)),
          switchMap(() => this.stop()),
        ),
      );
    const running = this.#running;
    if (running === undefined) return this.#stopping ?? startNow(of(undefined));
    this.#running = undefined;
    running.life.stop?.();
    const stopping = running.server.close();
    this.#stopping = stopping;
    return stopping;
  }

  /** The same for good: whoever is about to start it does not. */
  retire(): Single<void> {
    this.#isRetired = true;
    return this.stop();
  }

  /** All who want it started at the same time wait for one start. */
  #startOnce(): Observable<void> {
    if (this.#running !== undefined) return of(undefined);
    if (this.#starting !== undefined) return this.#starting;
    const done = (): void => {
      this.#starting = undefined;
    };
    const stopped$: Observable<void> = this.#stopping ?? of(undefined);
    return startNow(
      stopped$.pipe(
        switchMap(() => this.#listen()),
        tap({ next: done, error: done }),
      ),
      (starting) => {
        this.#starting = starting;
      },
    );
  }

  #listen(): Observable<void> {
    if (this.#isRetired) return throwError(() => new ClosedError(this.name));
    const server = new RequestServer(this.name, this.#setting);
    return server.listen(this.#endpoint).pipe(
      map((endpoint) => {
        this.#endpoint = endpoint;
        const life = this.#begin(endpoint);
        server.serve(life);
        this.#running = { server, life };
      }),
      // A life that could not begin must not leave its port behind.
      catchError((error: unknown) => server.close().pipe(switchMap(() => throwError(() => error)))),
    );
  }
}
