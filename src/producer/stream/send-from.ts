import { isObservable, Observable } from 'rxjs';
import { ClosedError, InvalidArgumentError } from '../../errors/usage-error.js';
import type { OutgoingMessage } from '../../message/outgoing-message.js';
import { type AnyIterator, PulledInputs } from './pulled-inputs.js';
import { sendAll } from './send-all.js';
import type { SendOutcome } from './send-outcome.js';
import type { ResolvedStreamOptions } from './stream-options.js';
import { StreamRun } from './stream-run.js';
import type { StreamSettings } from './stream-settings.js';

/** Where messages can be taken from. */
export type MessageSource<Message> = Iterable<Message> | AsyncIterable<Message> | Observable<Message>;

/** What `Producer.sendFrom` returns. */
export function sendFrom<Message extends OutgoingMessage>(
  source: MessageSource<Message>,
  settings: StreamSettings,
  options: ResolvedStreamOptions,
): Observable<SendOutcome<Message>> {
  if (isObservable(source)) return source.pipe(sendAll(settings, options));
  const { group, send, closing$, logger } = settings;
  return new Observable((subscriber) => {
    const inputs: PulledInputs<Message> = new PulledInputs(
      iteratorOf(source),
      () => run.advance(),
      (error) =>
        logger.warn('The source of a stream failed when it was left', { group, reason: String(error) }),
    );
    const run = new StreamRun(inputs, send, options.maxInFlight, subscriber);
    const close = (): void => {
      inputs.cut({ error: new ClosedError('producer', { group }) });
      run.advance();
    };
    subscriber.add(() => inputs.cut({}));
    subscriber.add(closing$.subscribe(close));
    run.advance();
  });
}

function iteratorOf<Message>(source: Iterable<Message> | AsyncIterable<Message>): AnyIterator<Message> {
  return Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
}

/** @throws {InvalidArgumentError} for what cannot be taken from; also for a text, whose parts would be characters */
export function checkSource(source: unknown): void {
  const isRight =
    typeof source === 'object' &&
    source !== null &&
    (isObservable(source) || Symbol.asyncIterator in source || Symbol.iterator in source);
  if (!isRight) throw new InvalidArgumentError('source', 'an iterable, an async iterable or an Observable');
}
