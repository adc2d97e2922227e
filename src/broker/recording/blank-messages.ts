import { locateRecord, minRecordBytes, RecordOffset } from '../../protocol/message/record-layout.js';
import { bodyCrc } from '../../protocol/message/crc32.js';
import { isInnerBatch, SysFlag, withoutCompression } from '../../protocol/sys-flag.js';

/**
 * A copy of stored messages with zeros in place of their bodies, as many as they had bytes: everything else stays, and with the
 * checksum of the zeros they can still be read. A compressed body is not called compressed any more.
 *
 * A batch that was stored as one record becomes one message: its body held the properties of the messages as well. What cannot be
 * read becomes zeros up to the end.
 */
export function blankMessages(stored: Uint8Array): Buffer {
  const bytes = Buffer.from(stored);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  while (at < bytes.length) {
    const room = bytes.length - at;
    const size = room < minRecordBytes ? 0 : view.getInt32(at);
    const layout =
      size < minRecordBytes || size > room ? undefined : locateRecord(bytes, view, at, at + size);
    if (layout === undefined || typeof layout === 'string') {
      bytes.fill(0, at);
      break;
    }
    const { bodyStart, bodyEnd } = layout;
    bytes.fill(0, bodyStart, bodyEnd);
    const sysFlag = withoutCompression(view.getInt32(at + RecordOffset.SYS_FLAG));
    const batch = isInnerBatch(sysFlag) ? SysFlag.NEED_UNWRAP | SysFlag.INNER_BATCH : 0;
    view.setInt32(at + RecordOffset.SYS_FLAG, sysFlag & ~batch);
    view.setInt32(at + RecordOffset.BODY_CRC, bodyCrc(bytes.subarray(bodyStart, bodyEnd)));
    at += size;
  }
  return bytes;
}
