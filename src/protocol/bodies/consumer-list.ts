import { BodyReader } from '../body-reader.js';

/**
 * The members of a group: the answer of GET_CONSUMER_LIST_BY_GROUP (38), wire.md section 5.4.
 *
 * ```
 * {"consumerIdList":["10.0.0.9@1234"]}
 * ```
 *
 * Java `remoting/…/protocol/body/GetConsumerListByGroupResponseBody`. @throws {DecodeError}
 */
export function decodeConsumerList(body: Uint8Array): string[] {
  return BodyReader.parse('the consumer list', body).texts('consumerIdList');
}

export function encodeConsumerList(clientIds: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify({ consumerIdList: clientIds }));
}
