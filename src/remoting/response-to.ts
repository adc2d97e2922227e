import { filter, take, type MonoTypeOperatorFunction } from 'rxjs';
import type { WireProtocol } from './wire-protocol.js';

/**
 * Of everything that arrives on a connection, the reply to one request: what a request *means*.
 *
 * `inbound$.pipe(responseTo(id, protocol), timeout(3000))` behaves like `invoke`, which is a table lookup because this pipe
 * costs every reply a look at every waiting request. For tests, and for tools that watch a connection without owning its
 * requests. Emits the first reply with the correlation id and completes; completes empty with the source.
 */
export function responseTo<Message extends object>(
  correlationId: number,
  protocol: Pick<WireProtocol<never, Message>, 'kind' | 'correlationId'>,
): MonoTypeOperatorFunction<Message> {
  return (messages$) =>
    messages$.pipe(
      filter((message) => {
        const kind = protocol.kind(message);
        return (
          (kind === 'reply' || kind === 'exception') && protocol.correlationId(message) === correlationId
        );
      }),
      take(1),
    );
}
