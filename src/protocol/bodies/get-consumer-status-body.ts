import { BodyReader } from '../body-reader.js';
import { type QueueTable, queueTableText, readQueueTable } from './queue-table.js';

/**
 * The offsets that consumers would commit: the answer of GET_CONSUMER_STATUS_FROM_CLIENT (221), with one client's in
 * `messageQueueTable`, and of INVOKE_BROKER_TO_GET_CONSUMER_STATUS (223), with those of all in `consumerTable` (wire.md
 * section 3.1).
 *
 * ```
 * {"consumerTable":{"10.0.0.9@1234":{{"brokerName":"broker-a","queueId":0,"topic":"T"}:5}},"messageQueueTable":{}}
 * ```
 *
 * Java `remoting/…/protocol/body/GetConsumerStatusBody`.
 */
export interface GetConsumerStatusBody {
  readonly messageQueueTable: QueueTable<number>;
  /** By client id. */
  readonly consumerTable: Readonly<Record<string, QueueTable<number>>>;
}

/** @throws {DecodeError} */
export function decodeGetConsumerStatusBody(body: Uint8Array): GetConsumerStatusBody {
  const status = BodyReader.parse('GetConsumerStatusBody', body);
  return {
    messageQueueTable: readOffsets(status, 'messageQueueTable'),
    consumerTable: status.entries('consumerTable', readOffsets),
  };
}

function readOffsets(body: BodyReader, key: string): QueueTable<number> {
  return readQueueTable(body, key, (table, queue) => table.integer(queue));
}

export function encodeGetConsumerStatusBody(status: GetConsumerStatusBody): Buffer {
  const consumers = Object.entries(status.consumerTable).map(
    ([clientId, offsets]) => `${JSON.stringify(clientId)}:${queueTableText(offsets)}`,
  );
  return Buffer.from(
    `{"consumerTable":{${consumers.join(',')}},"messageQueueTable":${queueTableText(status.messageQueueTable)}}`,
  );
}
