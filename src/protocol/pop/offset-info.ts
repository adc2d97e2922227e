import { DecodeError } from '../../errors/protocol-error.js';
import { parseInteger } from './integer-text.js';
import { parseRetryMark, type RetryMark } from './retry-mark.js';

/** A queue in the answer of a pop. */
export interface PopQueue {
  readonly retryMark: RetryMark;
  readonly queueId: number;
}

/** First offset of what was popped of a queue. */
export interface StartOffset extends PopQueue {
  readonly startOffset: number;
}

/** Offsets of the messages that were popped of a queue, in the order of the body. */
export interface MessageOffsets extends PopQueue {
  readonly offsets: readonly number[];
}

/** The items of an info string: triples with spaces between them, in a list with semicolons. Empty without any. */
export function splitInfo(
  info: string | undefined,
  subject: string,
): [mark: RetryMark, key: string, value: string][] {
  if (info === undefined || info === '') return [];
  const seen = new Set<string>();
  return info.split(';').map((item) => {
    const [mark, key, value, ...more] = item.split(' ');
    if (key === undefined || value === undefined || more.length > 0)
      throw new DecodeError(subject, 'an item of it does not have three parts');
    const name = `${mark} ${key}`;
    if (seen.has(name)) throw new DecodeError(subject, 'two items of it are for the same queue');
    seen.add(name);
    return [parseRetryMark(mark, subject), key, value];
  });
}

/**
 * Reads `startOffsetInfo` of a pop's answer: `0 0 100;1 0 57` is retry mark, queue id and first offset (wire.md section 5.8,
 * Java `ExtraInfoUtil`). Empty for an absent one. @throws {DecodeError}
 */
export function parseStartOffsetInfo(info: string | undefined): StartOffset[] {
  const subject = 'startOffsetInfo';
  return splitInfo(info, subject).map(([retryMark, queueId, startOffset]) => ({
    retryMark,
    queueId: parseInteger(queueId, subject, 'queue id'),
    startOffset: parseInteger(startOffset, subject, 'start offset'),
  }));
}

export function formatStartOffsetInfo(queues: readonly StartOffset[]): string {
  return queues
    .map(({ retryMark, queueId, startOffset }) => `${retryMark} ${queueId} ${startOffset}`)
    .join(';');
}

/**
 * Reads `msgOffsetInfo` of a pop's answer: `0 0 100,101;1 0 57` is retry mark, queue id and the offsets. Empty for an absent
 * one. @throws {DecodeError}
 */
export function parseMsgOffsetInfo(info: string | undefined): MessageOffsets[] {
  const subject = 'msgOffsetInfo';
  return splitInfo(info, subject).map(([retryMark, queueId, offsets]) => ({
    retryMark,
    queueId: parseInteger(queueId, subject, 'queue id'),
    offsets: offsets.split(',').map((offset) => parseInteger(offset, subject, 'message offset')),
  }));
}

export function formatMsgOffsetInfo(queues: readonly MessageOffsets[]): string {
  return queues
    .map(({ retryMark, queueId, offsets }) => `${retryMark} ${queueId} ${offsets.join(',')}`)
    .join(';');
}
