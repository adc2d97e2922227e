import { BodyReader } from '../body-reader.js';
import { decodeAckBits, encodeAckBits } from '../pop/ack-bits.js';
import { parseRetryMark, type RetryMark } from '../pop/retry-mark.js';

/** Messages of one checkpoint that are done: one entry per retry mark, queue, start offset and pop time. */
export interface BatchAck {
  readonly consumerGroup: string;
  /** The subscribed topic, whatever the mark. */
  readonly topic: string;
  readonly retryMark: RetryMark;
  readonly startOffset: number;
  readonly queueId: number;
  readonly reviveQueueId: number;
  readonly popTime: number;
  readonly invisibleTime: number;
  /** Offsets of the queue, ascending, none below `startOffset`. */
  readonly offsets: readonly number[];
}

/**
 * The body of BATCH_ACK_MESSAGE (200151), wire.md section 5.8. The request has no header.
 *
 * ```
 * {"acks":[{"b":"BQI=","c":"G","it":60000,"pt":1700000000000,"q":1,"r":"0","rq":2,"so":100,"t":"T"}],"brokerName":"broker-a"}
 * ```
 *
 * | key | long name       | meaning        | key  | long name       | meaning                              |
 * | --- | --------------- | -------------- | ---- | --------------- | ------------------------------------ |
 * | `c` | `consumerGroup` |                | `q`  | `queueId`       |                                      |
 * | `t` | `topic`         |                | `rq` | `reviveQueueId` |                                      |
 * | `r` | `retry`         | the retry mark | `pt` | `popTime`       |                                      |
 * | `so`| `startOffset`   |                | `it` | `invisibleTime` |                                      |
 * |     |                 |                | `b`  | `bitSet`        | base64, see {@link encodeAckBits}    |
 *
 * Java `remoting/…/protocol/body/BatchAckMessageRequestBody`, `BatchAck`.
 */
export interface BatchAckMessage {
  readonly brokerName: string;
  readonly acks: readonly BatchAck[];
}

export function encodeBatchAckMessage({ acks, brokerName }: BatchAckMessage): Buffer {
  const items = acks.map((ack) => ({
    b: encodeAckBits(ack.offsets.map((offset) => offset - ack.startOffset)),
    c: ack.consumerGroup,
    it: ack.invisibleTime,
    pt: ack.popTime,
    q: ack.queueId,
    r: String(ack.retryMark),
    rq: ack.reviveQueueId,
    so: ack.startOffset,
    t: ack.topic,
  }));
  return Buffer.from(JSON.stringify({ acks: items, brokerName }));
}

/** Takes the long names too, as the broker does. @throws {DecodeError} */
export function decodeBatchAckMessage(body: Uint8Array): BatchAckMessage {
  const data = BodyReader.parse('BatchAckMessageRequestBody', body);
  return { brokerName: data.text('brokerName'), acks: data.objects('acks', readBatchAck) };
}

function readBatchAck(ack: BodyReader): BatchAck {
  const text = (key: string, name: string): string => ack.optionalText(key) ?? ack.text(name);
  const integer = (key: string, name: string): number => ack.integer(ack.has(key) ? key : name);
  const startOffset = integer('so', 'startOffset');
  return {
    consumerGroup: text('c', 'consumerGroup'),
    topic: text('t', 'topic'),
    retryMark: parseRetryMark(text('r', 'retry'), 'BatchAck'),
    startOffset,
    queueId: integer('q', 'queueId'),
    reviveQueueId: integer('rq', 'reviveQueueId'),
    popTime: integer('pt', 'popTime'),
    invisibleTime: integer('it', 'invisibleTime'),
    offsets: decodeAckBits(text('b', 'bitSet')).map((distance) => startOffset + distance),
  };
}
