import { BodyReader } from '../body-reader.js';
import type { LanguageName } from '../language-code.js';
import { readLanguage } from './connection.js';

export interface ProducerInfo {
  readonly clientId: string;
  /** `/host:port`: Java writes the slash. */
  readonly remoteIP: string;
  readonly language: LanguageName;
  /** See `versionName`. */
  readonly version: number;
  /** Of its last heartbeat, milliseconds since the epoch. */
  readonly lastUpdateTimestamp: number;
}

/**
 * The members of all producer groups, by group: the answer of GET_ALL_PRODUCER_INFO (328), wire.md section 5.10.
 *
 * ```
 * {"data":{"PG":[{"clientId":"10.0.0.9@1","language":"JAVA","lastUpdateTimestamp":1700000000000,"remoteIP":"/10.0.0.9:50000","version":479}]}}
 * ```
 *
 * Java `remoting/…/protocol/body/ProducerTableInfo`. @throws {DecodeError}
 */
export function decodeProducerTableInfo(body: Uint8Array): Record<string, ProducerInfo[]> {
  return BodyReader.parse('ProducerTableInfo', body).entries('data', (groups, group) =>
    groups.objects(group, readProducerInfo),
  );
}

export function encodeProducerTableInfo(data: Readonly<Record<string, readonly ProducerInfo[]>>): Buffer {
  return Buffer.from(JSON.stringify({ data }));
}

function readProducerInfo(producer: BodyReader): ProducerInfo {
  return {
    clientId: producer.text('clientId'),
    remoteIP: producer.text('remoteIP'),
    language: readLanguage(producer),
    version: producer.integer('version'),
    lastUpdateTimestamp: producer.integer('lastUpdateTimestamp'),
  };
}
