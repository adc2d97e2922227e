import { Subject } from 'rxjs';
import { encodeProperties, encodeStoredMessage } from '../../../src/protocol/index.js';

/** What a stored message is made of, besides its place; everything may be left out. */
export interface StubMessage {
  readonly body?: string | Uint8Array;
  readonly properties?: Readonly<Record<string, string>>;
  readonly sysFlag?: number;
  readonly flag?: number;
  readonly reconsumeTimes?: number;
}

/** Position in the commit log of the message at a queue offset: never the same number as the queue offset. */
export const commitLogOffsetOf = (queueOffset: number): number => 10_000 + queueOffset * 100;

/** A record as a broker stores it. */
export function storedRecord(
  topic: string,
  queueId: number,
  queueOffset: number,
  { body = `m-${queueOffset}`, properties, sysFlag = 0, flag = 0, reconsumeTimes = 0 }: StubMessage = {},
): Buffer {
  return encodeStoredMessage({
    topic,
    body: Buffer.from(body),
    properties: encodeProperties({ UNIQ_KEY: `id-${queueOffset}`, ...properties }),
    queueId,
    queueOffset,
    physicalOffset: commitLogOffsetOf(queueOffset),
    bornTimestamp: 1,
    bornHost: '10.0.9.9:5000',
    storeTimestamp: 2,
    storeHost: '10.0.0.1:10911',
    reconsumeTimes,
    sysFlag,
    flag,
  });
}

/** One queue of a stub broker: the records that are in it, from `minOffset` on. */
export class StubQueue {
  readonly topic: string;
  readonly queueId: number;
  minOffset = 0;
  readonly records: Buffer[] = [];
  /** Emits when something is put: what wakes a parked pull. */
  readonly arrived = new Subject<void>();

  constructor(topic: string, queueId: number) {
    this.topic = topic;
    this.queueId = queueId;
  }

  get maxOffset(): number {
    return this.minOffset + this.records.length;
  }

  put(...messages: readonly StubMessage[]): void {
    for (const message of messages)
      this.records.push(storedRecord(this.topic, this.queueId, this.maxOffset, message));
    this.arrived.next();
  }

  /** Puts so many messages with the bodies `m-<offset>`. */
  fill(count: number): void {
    this.put(...Array.from({ length: count }, () => ({})));
  }

  read(offset: number, maxMessages: number): Buffer[] {
    const start = offset - this.minOffset;
    return this.records.slice(start, start + maxMessages);
  }
}
