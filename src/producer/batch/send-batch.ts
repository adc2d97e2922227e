import { catchError, defer, endWith, ignoreElements, map, type Observable } from 'rxjs';
import { PartialBatchError } from '../../errors/producer-error.js';
import { InvalidArgumentError } from '../../errors/usage-error.js';
import type { PreparedMessage } from '../../sending/prepared-message.js';
import type { SendReceipt } from '../../sending/send-receipt.js';
import type { Draft, SendPath } from '../send-path.js';
import { checkBatch } from './check-batch.js';
import { joinMessages } from './join-messages.js';
import { receiptsOf } from './receipts-of.js';
import { splitBatch } from './split-batch.js';

export interface SendBatchSettings {
  readonly path: SendPath;
  /** Of a request's body, too. */
  readonly maxMessageBytes: number;
  readonly group: string;
}

/**
 * Sends messages in as few requests as their sizes allow, one after the other. Cold.
 *
 * @throws {InvalidArgumentError} naming the message and what is wrong with it
 * @throws {MessageTooLargeError}
 */
export function sendBatch(
  { path, maxMessageBytes, group }: SendBatchSettings,
  drafts: readonly Draft[],
  timeoutMs: number | undefined,
): Observable<readonly SendReceipt[]> {
  const prepared = drafts.map((draft, index) => prepareAt(index, () => path.prepare(draft)));
  const [first] = prepared;
  if (first === undefined) throw new InvalidArgumentError('messages', 'a list of at least one message');
  const messages = drafts.map(({ message }) => message);
  checkBatch(messages);
  const { waitForStore = true, orderKey } = messages[0]!;
  const target = { waitForStore, selectQueue: first.selectQueue };
  const parts = splitBatch(prepared, maxMessageBytes);
  const requests = parts.map((part) => ({
    bytes: part.bytes,
    prepare: () => joinMessages(part.messages, target),
  }));
  return defer(() => {
    const receipts: SendReceipt[] = [];
    return path.sendInTurn(requests, { timeoutMs, orderKey }).pipe(
      map((receipt, index) => {
        for (const one of receiptsOf(receipt, parts[index]!.messages)) receipts.push(one);
      }),
      catchError((cause: unknown) => {
        if (receipts.length === 0) throw cause;
        throw new PartialBatchError(receipts, drafts.length, { cause, topic: first.topic, group });
      }),
      ignoreElements(),
      endWith(receipts),
    );
  });
}

function prepareAt(index: number, prepare: () => PreparedMessage): PreparedMessage {
  try {
    return prepare();
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    const path = error.path === 'message' ? '' : `.${error.path}`;
    throw new InvalidArgumentError(`messages[${index}]${path}`, error.expected);
  }
}
