import { BodyReader } from '../body-reader.js';
import { type Connection, readConnection } from './connection.js';

/**
 * The members of a producer group: the answer of GET_PRODUCER_CONNECTION_LIST (204), wire.md section 5.10.
 *
 * ```
 * {"connectionSet":[{"clientAddr":"10.0.0.9:50000","clientId":"10.0.0.9@1","language":"JAVA","version":479}]}
 * ```
 *
 * Java `remoting/…/protocol/body/ProducerConnection`. @throws {DecodeError}
 */
export function decodeProducerConnection(body: Uint8Array): Connection[] {
  return BodyReader.parse('ProducerConnection', body).objects('connectionSet', readConnection);
}

export function encodeProducerConnection(connectionSet: readonly Connection[]): Buffer {
  return Buffer.from(JSON.stringify({ connectionSet }));
}
