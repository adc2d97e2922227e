import { encodeProperties } from '../../protocol/message/message-properties.js';
import { encodeStoredMessage } from '../../protocol/message/stored-message-encoder.js';
import { formatReceiptHandle, type ReceiptHandle } from '../../protocol/pop/receipt-handle.js';
import { PropertyKey } from '../../protocol/property-key.js';
import { readEntry, type StoredEntry } from '../store/stored-entry.js';

/** The record of a message in a retry topic as if it lay in the subscribed one; the handle inside tells where it is. */
export function asSubscribed(entry: StoredEntry, topic: string, handle: ReceiptHandle): Buffer {
  const message = readEntry(entry);
  const properties = { [PropertyKey.POP_CK]: formatReceiptHandle(handle), ...message.properties };
  return encodeStoredMessage({
    topic,
    body: message.body,
    properties: encodeProperties(properties),
    queueId: message.queueId,
    queueOffset: message.queueOffset,
    physicalOffset: message.physicalOffset,
    flag: message.flag,
    sysFlag: message.sysFlag,
    bornTimestamp: message.bornTimestamp,
    bornHost: message.bornHost,
    storeTimestamp: message.storeTimestamp,
    storeHost: message.storeHost,
    reconsumeTimes: message.reconsumeTimes,
    preparedTransactionOffset: message.preparedTransactionOffset,
    bodyCrc: message.bodyCrc,
  });
}
