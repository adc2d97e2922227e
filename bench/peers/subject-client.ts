import { defer, filter, type Observable, Subject, take, timeout } from 'rxjs';
import { type EchoLink, question, type Reply, tinyProtocol } from '../fixtures/echo-link.js';

/** Request and reply as RxJS suggests it at first sight: all replies in one Subject, which every request filters. */
export class SubjectClient {
  readonly #link: EchoLink;
  readonly #timeoutMs: number;
  readonly #replies = new Subject<Reply>();
  #lastId = 0;

  constructor(link: EchoLink, timeoutMs: number) {
    this.#link = link;
    this.#timeoutMs = timeoutMs;
    link.listen({
      onFrame: (bytes, start, end, owned) =>
        this.#replies.next(tinyProtocol.decode(bytes, start, end, owned)),
      onClosed: () => undefined,
    });
  }

  invoke(): Observable<Reply> {
    return defer(() => {
      const id = ++this.#lastId;
      tinyProtocol.encode(question, id, this.#link.outbox);
      return this.#replies.pipe(
        filter((reply) => reply.id === id),
        take(1),
        timeout(this.#timeoutMs),
      );
    });
  }
}
