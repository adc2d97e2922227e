import { BodyReader } from '../body-reader.js';

/**
 * The smallest committed offset by queue id: the answer of QUERY_CORRECTION_OFFSET (308), wire.md section 3.1. The ids are not
 * quoted on the wire.
 *
 * ```
 * {"correctionOffsets":{0:5}}
 * ```
 *
 * Java `remoting/…/protocol/body/QueryCorrectionOffsetBody`. @throws {DecodeError}
 */
export function decodeQueryCorrectionOffsetBody(body: Uint8Array): Map<number, number> {
  const offsets = BodyReader.parse('QueryCorrectionOffsetBody', body).entries(
    'correctionOffsets',
    (table, queueId) => table.integer(queueId),
  );
  return new Map(Object.entries(offsets).map(([queueId, offset]) => [Number(queueId), offset]));
}

export function encodeQueryCorrectionOffsetBody(offsets: ReadonlyMap<number, number>): Buffer {
  const entries = Array.from(offsets, ([queueId, offset]) => `${queueId}:${offset}`);
  return Buffer.from(`{"correctionOffsets":{${entries.join(',')}}}`);
}
