import { catchError, type Observable, of, map, throwError, timeout } from 'rxjs';
import { NameServersUnreachableError, TopicNotFoundError } from '../errors/route-error.js';
import type { RouteTable } from '../naming/route-table.js';
import type { TopicRoute } from '../naming/topic-route.js';
import type { Runtime } from '../runtime/runtime.js';

/** The template of topics that do not exist yet; its route leads to brokers that create topics by themselves. */
export const templateTopic = 'TBW102';

/** Where a topic can be sent to, also one that does not exist yet; within the time that a send has left. */
export class SendRoutes {
  readonly #routes: RouteTable;
  readonly #runtime: Runtime;

  constructor(routes: RouteTable, runtime: Runtime) {
    this.#routes = routes;
    this.#runtime = runtime;
  }

  /** What is known already. */
  peek(topic: string): TopicRoute | undefined {
    return this.#routes.peek(topic);
  }

  /** A topic without a route borrows that of the template, capped to the queues which a new topic gets (behaviour.md 2.3). */
  lookup(topic: string, defaultTopicQueues: number, timeoutMs: number): Observable<TopicRoute> {
    const route = this.#routes.lookup(topic).pipe(
      catchError((error: unknown) => {
        if (error instanceof TopicNotFoundError) return this.#borrow(topic, defaultTopicQueues, error);
        throw error;
      }),
    );
    return this.#inTime(topic, route, timeoutMs);
  }

  /** Asks anew, never errs: the route that is known stays. */
  refresh(topic: string, timeoutMs: number): Observable<unknown> {
    return this.#inTime(topic, this.#routes.refresh(topic), timeoutMs).pipe(catchError(() => of(undefined)));
  }

  #borrow(topic: string, maxQueues: number, missing: TopicNotFoundError): Observable<TopicRoute> {
    return this.#routes.lookup(templateTopic).pipe(
      map((template) => template.asTemplateFor(topic, maxQueues)),
      catchError((error: unknown) => {
        throw error instanceof TopicNotFoundError ? missing : error;
      }),
    );
  }

  /** Name servers have a timeout of their own, which may be longer. */
  #inTime(topic: string, route: Observable<TopicRoute>, timeoutMs: number): Observable<TopicRoute> {
    return route.pipe(
      timeout({
        first: timeoutMs,
        scheduler: this.#runtime.scheduler,
        with: () => throwError(() => new NameServersUnreachableError([], { topic })),
      }),
    );
  }
}
