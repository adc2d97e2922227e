import { Observable, type OperatorFunction, takeWhile } from 'rxjs';
import { TooManySendsError } from '../../errors/producer-error.js';
import { ClosedError } from '../../errors/usage-error.js';
import type { OutgoingMessage } from '../../message/outgoing-message.js';
import { QueuedInputs } from './queued-inputs.js';
import type { SendOutcome } from './send-outcome.js';
import type { ResolvedStreamOptions } from './stream-options.js';
import { StreamRun } from './stream-run.js';
import type { StreamSettings } from './stream-settings.js';

/** The operator behind `Producer.sendAll`. */
export function sendAll<Message extends OutgoingMessage>(
  { group, send, closing$ }: StreamSettings,
  { maxInFlight, maxQueued }: ResolvedStreamOptions,
): OperatorFunction<Message, SendOutcome<Message>> {
  return (source) =>
    new Observable((subscriber) => {
      const queue = new QueuedInputs<Message>();
      const run = new StreamRun(queue, send, maxInFlight, subscriber);
      const end = (error?: { readonly error: unknown }): void => {
        queue.end(error ?? {});
        run.advance();
      };
      const close = (): void => {
        queue.cut({ error: new ClosedError('producer', { group }) });
        run.advance();
      };
      subscriber.add(closing$.subscribe(close));
      subscriber.add(
        // A source that does not return must be told that nobody listens any more.
        source.pipe(takeWhile(() => !subscriber.closed)).subscribe({
          next: (input) => {
            if (queue.length >= maxQueued && (queue.length > 0 || !run.hasRoom)) {
              const error = new TooManySendsError('waiting', queue.length, { group });
              subscriber.next({ ok: false, error, input });
              return;
            }
            queue.push(input);
            run.advance();
          },
          error: (error: unknown) => end({ error }),
          complete: end,
        }),
      );
    });
}
