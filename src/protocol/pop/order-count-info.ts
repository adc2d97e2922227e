import { DecodeError } from '../../errors/protocol-error.js';
import { parseInteger } from './integer-text.js';
import { type PopQueue, splitInfo } from './offset-info.js';

/** How often what was popped in order had been popped before. */
export interface OrderCount extends PopQueue {
  /** The message it is about; without it: the least of any message of the queue, for old clients. */
  readonly queueOffset?: number;
  readonly count: number;
}

const subject = 'orderCountInfo';
const messageKey = /^qo(-?\d+)%(\d+)$/;

/**
 * Reads `orderCountInfo` of an ordered pop's answer: `0 qo0%100 3;0 0 1` says that the message at offset 100 of queue 0 comes for
 * the fourth time, and every message of that queue for the second at least (wire.md section 5.8, Java `ExtraInfoUtil`). Empty for
 * an absent one. @throws {DecodeError}
 */
export function parseOrderCountInfo(info: string | undefined): OrderCount[] {
  return splitInfo(info, subject).map(([retryMark, key, count]) => {
    const times = parseInteger(count, subject, 'count');
    if (!key.startsWith('qo'))
      return { retryMark, queueId: parseInteger(key, subject, 'queue id'), count: times };
    const match = messageKey.exec(key);
    if (match === null) throw new DecodeError(subject, 'a key of it names no message');
    return {
      retryMark,
      queueId: parseInteger(match[1], subject, 'queue id'),
      queueOffset: parseInteger(match[2], subject, 'queue offset'),
      count: times,
    };
  });
}

export function formatOrderCountInfo(counts: readonly OrderCount[]): string {
  return counts
    .map(({ retryMark, queueId, queueOffset, count }) => {
      const key = queueOffset === undefined ? queueId : `qo${queueId}%${queueOffset}`;
      return `${retryMark} ${key} ${count}`;
    })
    .join(';');
}

/** How often a message had been popped before: by its own entry, else by that of its queue; 0 without either. */
export function orderCountOf(
  counts: readonly OrderCount[],
  { retryMark, queueId, queueOffset }: PopQueue & { readonly queueOffset: number },
): number {
  const ofQueue = counts.filter((each) => each.retryMark === retryMark && each.queueId === queueId);
  const own = ofQueue.find((each) => each.queueOffset === queueOffset);
  return (own ?? ofQueue.find((each) => each.queueOffset === undefined))?.count ?? 0;
}
