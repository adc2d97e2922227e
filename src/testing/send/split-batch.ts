import { isRetryTopic } from '../../message/group-topics.js';
import { decodeBatch } from '../../protocol/message/batch-codec.js';
import { decodeProperties } from '../../protocol/message/message-properties.js';
import { PropertyKey } from '../../protocol/property-key.js';
import { ResponseCode } from '../../protocol/response-code.js';
import { SysFlag } from '../../protocol/sys-flag.js';
import { Refusal } from '../server/refusal.js';
import type { MessageDraft } from '../store/message-draft.js';
import type { TopicConfig } from '../../protocol/bodies/topic-config.js';

/**
 * The messages of a batch, or the one record that a topic of the type BatchCQ makes of it (Java
 * `SendMessageProcessor#sendBatchMessage`).
 *
 * @param draft - of the batch as if it were one message
 * @throws {Refusal} for a retry topic
 * @throws {DecodeError} when the body is no batch
 */
export function splitBatch(draft: MessageDraft, topic: TopicConfig): readonly MessageDraft[] {
  if (isRetryTopic(draft.topic))
    throw new Refusal(
      ResponseCode.MESSAGE_ILLEGAL,
      `batch request does not support retry group ${draft.topic}`,
    );
  const entries = decodeBatch(draft.body);
  if (topic.attributes['queue.type'] === 'BatchCQ' && draft.properties[PropertyKey.UNIQ_KEY] !== undefined)
    return [
      {
        ...draft,
        sysFlag: draft.sysFlag | SysFlag.INNER_BATCH | SysFlag.NEED_UNWRAP,
        properties: { ...draft.properties, [PropertyKey.INNER_NUM]: String(entries.length) },
        count: entries.length,
      },
    ];
  // The batch's own properties overrule those of its messages, the unique id with them: stored, all have one id.
  return entries.map((entry) => {
    const properties = Object.assign(decodeProperties(entry.properties), draft.properties);
    return Object.assign({}, draft, entry, { properties });
  });
}
