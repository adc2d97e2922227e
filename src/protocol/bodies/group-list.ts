import { BodyReader } from '../body-reader.js';

/**
 * Names of consumer groups: the answer of QUERY_TOPIC_CONSUME_BY_WHO (300), wire.md section 5.10.
 *
 * ```
 * {"groupList":["G"]}
 * ```
 *
 * Java `remoting/…/protocol/body/GroupList`. @throws {DecodeError}
 */
export function decodeGroupList(body: Uint8Array): string[] {
  return BodyReader.parse('GroupList', body).texts('groupList');
}

export function encodeGroupList(groupList: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify({ groupList }));
}
