import { BodyReader } from '../body-reader.js';

/**
 * Texts by name: the answer of GET_KVLIST_BY_NAMESPACE (219) and GET_BROKER_RUNTIME_INFO (28), wire.md sections 5.1 and 5.10.
 *
 * ```
 * {"table":{"brokerVersionDesc":"V5_3_3"}}
 * ```
 *
 * Java `remoting/…/protocol/body/KVTable`. @throws {DecodeError}
 */
export function decodeKVTable(body: Uint8Array): Record<string, string> {
  return BodyReader.parse('KVTable', body).entries('table', (table, name) => table.text(name));
}

export function encodeKVTable(table: Readonly<Record<string, string>>): Buffer {
  return Buffer.from(JSON.stringify({ table }));
}
