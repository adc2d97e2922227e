import { defer, NEVER, Observable, ReplaySubject, Subject } from 'rxjs';
import sinon from 'sinon';
import type { OutgoingMessage } from '../../../src/message/outgoing-message.js';
import { silentLogger } from '../../../src/runtime/logger.js';
import type { SendReceipt } from '../../../src/sending/send-receipt.js';
import type { SendOutcome } from '../../../src/producer/stream/send-outcome.js';
import type { StreamSettings } from '../../../src/producer/stream/stream-settings.js';

export interface Note extends OutgoingMessage {
  readonly body: string;
}

export const note = (body: string): Note => ({ topic: 'orders', body });
export const notes = (...bodies: readonly string[]): Note[] => bodies.map(note);

export const receiptOf = (messageId: string): SendReceipt => ({
  messageId,
  offsetMessageId: '',
  queue: { topic: 'orders', brokerName: 'broker-a', queueId: 0 },
  queueOffset: 0,
  status: 'ok',
  recallHandle: undefined,
});

/** `a` for a success, `!a: why` for a failure. */
export const described = (outcomes: readonly SendOutcome<Note>[]): string[] =>
  outcomes.map((outcome) =>
    outcome.ok
      ? outcome.receipt.messageId
      : `!${outcome.input.body}: ${outcome.error instanceof Error ? outcome.error.name : String(outcome.error)}`,
  );

/** What a producer lends to its streams, with sends that the spec ends. */
export function makeStreams(overrides: Partial<StreamSettings> = {}) {
  const begun: string[] = [];
  const left: string[] = [];
  const sends = new Map<string, Subject<SendReceipt>>();
  const closing = new ReplaySubject<void>(1);
  const warn = sinon.spy();
  const settings: StreamSettings = {
    group: 'p',
    maxInFlight: 1024,
    closing$: closing,
    logger: { ...silentLogger, warn },
    send: ({ body }) => {
      const name = String(body);
      begun.push(name);
      const send = new Subject<SendReceipt>();
      sends.set(name, send);
      return new Observable((subscriber) => {
        subscriber.add(() => send.observed || left.push(name));
        return send.subscribe(subscriber);
      });
    },
    ...overrides,
  };
  const succeed = (name: string): void => {
    const send = sends.get(name)!;
    send.next(receiptOf(name));
    send.complete();
  };
  const fail = (name: string): void => sends.get(name)!.error(new RangeError(name));
  return { settings, begun, sends, succeed, fail, closing, warn };
}

/** Sends that succeed before they return. */
export const atOnce = ({ body }: OutgoingMessage): Observable<SendReceipt> =>
  new Observable((subscriber) => {
    subscriber.next(receiptOf(String(body)));
    subscriber.complete();
  });

/** Sends that nobody answers. */
export const never = (): Observable<SendReceipt> => defer(() => NEVER);
