import { ConsumerSendMsgBackRequestHeader } from '../../protocol/headers/consumer-send-msg-back.js';
import { encodeOffsetMessageId } from '../../protocol/message/message-id.js';
import { isWritable } from '../../protocol/permission.js';
import { PropertyKey } from '../../protocol/property-key.js';
import { ResponseCode } from '../../protocol/response-code.js';
import { isInnerBatch } from '../../protocol/sys-flag.js';
import type { BrokerServices } from '../broker/broker-services.js';
import { rejectOnSlave } from '../broker/reject-request.js';
import type { GroupConfig } from '../groups/group-config.js';
import { accept } from '../server/accept.js';
import { ipOf } from '../server/host-of.js';
import { Refusal } from '../server/refusal.js';
import type { RequestHandler } from '../server/request-table.js';
import type { MessageDraft } from '../store/message-draft.js';
import { draftOf } from '../store/stored-entry.js';
import { ensureRetryTopic } from '../topics/retry-topic.js';
import { ensureDeadLetterTopic, findRetryGroup } from './retry-group.js';

/** What a message waits the first time when its consumer names no delay: 10 s, by the default delay levels. */
const firstDelayLevel = 3;

/**
 * CONSUMER_SEND_MSG_BACK (36): stores a message once more, in the retry topic of the group with a delay, or among its dead
 * letters.
 *
 * @see apache/rocketmq 5.3.3 `broker/…/processor/AbstractSendMessageProcessor#consumerSendMsgBack`
 */
export function createSendBack(services: BrokerServices): RequestHandler {
  return (request) => {
    rejectOnSlave(services);
    const header = ConsumerSendMsgBackRequestHeader.read(request);
    const group = findRetryGroup(services, header.group);
    checkBrokerPermission(services);
    // A group without retries: Java says yes, and does nothing.
    if (group.retryQueueNums <= 0) return accept();
    const topic = writableRetryTopic(services, group, header.unitMode === true);
    const original = findOriginal(services, header.offset);
    const maxReconsumeTimes = header.maxReconsumeTimes ?? group.retryMaxTimes;
    const { reconsumeTimes } = original;
    const isDead = header.delayLevel < 0 || reconsumeTimes >= maxReconsumeTimes;
    const delayLevel = header.delayLevel === 0 ? firstDelayLevel + reconsumeTimes : header.delayLevel;
    services.store({
      ...original,
      topic: isDead ? ensureDeadLetterTopic(services, group.groupName) : topic,
      queueId: isDead ? 0 : Math.floor(services.runtime.random() * group.retryQueueNums),
      properties: {
        ...original.properties,
        [PropertyKey.DELAY]: String(isDead ? 0 : delayLevel),
        [PropertyKey.WAIT]: 'false',
      },
      reconsumeTimes: reconsumeTimes + 1,
      preparedTransactionOffset: 0,
    });
    return accept();
  };
}

function checkBrokerPermission({ config, identity }: BrokerServices): void {
  if (!isWritable(config.brokerPermission))
    throw new Refusal(
      ResponseCode.NO_PERMISSION,
      `the broker[${ipOf(identity.address)}] sending message is forbidden`,
    );
}

function writableRetryTopic({ state }: BrokerServices, group: GroupConfig, unitMode: boolean): string {
  const { topicName, perm } = ensureRetryTopic(state.topics, group, { order: false, unitMode });
  if (!isWritable(perm))
    throw new Refusal(ResponseCode.NO_PERMISSION, `the topic[${topicName}] sending message is forbidden`);
  return topicName;
}

/** The message as it was delivered, with what tells where it came from the first time. */
function findOriginal({ state, identity }: BrokerServices, physicalOffset: number): MessageDraft {
  const entry = state.store.at(physicalOffset);
  if (entry === undefined)
    throw new Refusal(ResponseCode.SYSTEM_ERROR, `look message by offset failed, ${physicalOffset}`);
  const draft = draftOf(entry);
  // A whole batch cannot be stored in a topic of single messages.
  if (isInnerBatch(draft.sysFlag)) throw new Refusal(ResponseCode.SYSTEM_ERROR, 'MESSAGE_ILLEGAL');
  const address = identity.address;
  return {
    ...draft,
    properties: {
      [PropertyKey.RETRY_TOPIC]: entry.topic,
      [PropertyKey.ORIGIN_MESSAGE_ID]: encodeOffsetMessageId({ address, physicalOffset }),
      ...draft.properties,
    },
  };
}
