import { BodyReader } from '../body-reader.js';

/**
 * Whether a group may read a topic: the answer of UPDATE_AND_GET_GROUP_FORBIDDEN (353), wire.md section 5.9.
 *
 * ```
 * {"group":"G","readable":false,"topic":"T"}
 * ```
 *
 * Java `remoting/…/protocol/subscription/GroupForbidden`.
 */
export interface GroupForbidden {
  readonly group: string;
  readonly topic: string;
  readonly readable: boolean;
}

/** @throws {DecodeError} */
export function decodeGroupForbidden(body: Uint8Array): GroupForbidden {
  const forbidden = BodyReader.parse('GroupForbidden', body);
  return {
    group: forbidden.text('group'),
    topic: forbidden.text('topic'),
    readable: forbidden.boolean('readable'),
  };
}

export function encodeGroupForbidden(forbidden: GroupForbidden): Buffer {
  return Buffer.from(JSON.stringify(forbidden));
}
