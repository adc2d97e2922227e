import { BodyReader } from '../body-reader.js';
import { type QueueTable, queueTableText, readMessageQueue, readQueueTable } from './queue-table.js';

/**
 * Offsets to continue at, by queue: the body of RESET_CONSUMER_CLIENT_OFFSET (220) and the answer of
 * INVOKE_BROKER_TO_RESET_OFFSET (222), wire.md sections 3.1 and 6.
 *
 * ```
 * {"offsetTable":{{"brokerName":"broker-a","queueId":0,"topic":"T"}:5}}
 * ```
 *
 * When the administrator's language is CPP, the clients get the list of Java's `ResetOffsetBodyForC` instead:
 *
 * ```
 * {"offsetTable":[{"brokerName":"broker-a","offset":5,"queueId":0,"topic":"T"}]}
 * ```
 *
 * Java `remoting/…/protocol/body/ResetOffsetBody`. Reads both forms. @throws {DecodeError}
 */
export function decodeResetOffsetBody(body: Uint8Array): QueueTable<number> {
  const reset = BodyReader.parse('ResetOffsetBody', body);
  return reset.isArray('offsetTable')
    ? reset.objects('offsetTable', (entry) => ({
        messageQueue: readMessageQueue(entry),
        value: entry.integer('offset'),
      }))
    : readQueueTable(reset, 'offsetTable', (table, queue) => table.integer(queue));
}

export function encodeResetOffsetBody(offsetTable: QueueTable<number>): Buffer {
  return Buffer.from(`{"offsetTable":${queueTableText(offsetTable)}}`);
}

/** The list that C++ clients are sent. */
export function encodeResetOffsetBodyForC(table: QueueTable<number>): Buffer {
  const offsetTable = table.map(({ messageQueue: { brokerName, queueId, topic }, value: offset }) => ({
    brokerName,
    offset,
    queueId,
    topic,
  }));
  return Buffer.from(JSON.stringify({ offsetTable }));
}
