import { encodeProperties } from '../../protocol/message/message-properties.js';
import { ResponseCode } from '../../protocol/response-code.js';
import type { BrokerConfig } from '../broker/broker-config.js';
import { Refusal } from '../server/refusal.js';
import type { MessageDraft } from '../store/message-draft.js';

/** What a record's length field can hold. */
const maxPropertiesBytes = 32_767;

/** @throws {Refusal} for what no record can hold (Java `DefaultMessageStore`, `MessageExtEncoder`) */
export function checkSize({ body, properties }: MessageDraft, { maxMessageSize }: BrokerConfig): void {
  if (body.length <= maxMessageSize && Buffer.byteLength(encodeProperties(properties)) <= maxPropertiesBytes)
    return;
  throw new Refusal(
    ResponseCode.MESSAGE_ILLEGAL,
    `the message is illegal, maybe msg body or properties length not matched. ` +
      `msg body length limit ${maxMessageSize}B, msg properties length limit 32KB.`,
  );
}
