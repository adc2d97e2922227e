import { concatMap, from, type Observable } from 'rxjs';
import type { PackedContent } from '../payload/compress.js';
import { PayloadProperty } from '../payload/payload-property.js';
import { encodeProperty } from '../protocol/message/message-properties.js';
import { type CompressionType, withCompression } from '../protocol/sys-flag.js';
import type { PreparedMessage } from '../sending/prepared-message.js';

/** Some algorithms take their time. */
export type Packed = PreparedMessage | PromiseLike<PreparedMessage>;

/** Sends it as soon as it is packed. */
export function whenPacked<T>(
  packed: Packed,
  send: (message: PreparedMessage) => Observable<T>,
): Observable<T> {
  return 'then' in packed ? from(packed).pipe(concatMap(send)) : send(packed);
}

export function withContent(prepared: PreparedMessage, content: PackedContent): PreparedMessage {
  const { body, compressionType, compressionName } = content;
  if (body === prepared.body) return prepared;
  const named = compressionName !== undefined && encodeProperty(PayloadProperty.COMPRESSION, compressionName);
  return {
    ...prepared,
    body,
    sysFlag:
      compressionType === 0
        ? prepared.sysFlag
        : withCompression(prepared.sysFlag, compressionType as CompressionType),
    properties: named === false ? prepared.properties : prepared.properties + named,
  };
}
