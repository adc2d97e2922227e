import { isRetryTopic } from '../../message/group-topics.js';
import { isWritable, Permission } from '../../protocol/permission.js';
import { ResponseCode } from '../../protocol/response-code.js';
import type { BrokerServices } from '../broker/broker-services.js';
import { ipOf } from '../server/host-of.js';
import { Refusal } from '../server/refusal.js';
import { seeFaq } from '../server/see-faq.js';
import { createTopicConfig } from '../topics/topic-table.js';
import type { TopicConfig } from '../../protocol/bodies/topic-config.js';
import { checkTopicName } from '../topics/topic-rules.js';
import { TopicSysFlag } from '../topics/topic-sys-flag.js';
import type { SendRequest } from './send-request.js';

/** Topics that nobody may send to (Java `TopicValidator#isNotAllowedSendTopic`). */
const forbidden: ReadonlySet<string> = new Set([
  'SCHEDULE_TOPIC_XXXX',
  'RMQ_SYS_TRANS_HALF_TOPIC',
  'RMQ_SYS_TRANS_OP_HALF_TOPIC',
  'TRANS_CHECK_MAX_TIME_TOPIC',
  'SELF_TEST_TOPIC',
  'OFFSET_MOVED_EVENT',
]);

/**
 * The topic that a message is sent to, created from its template if that is allowed (Java
 * `AbstractSendMessageProcessor#msgCheck`, `TopicConfigManager#createTopicInSendMessageMethod`).
 *
 * @throws {Refusal}
 */
export function topicForSending(services: BrokerServices, request: SendRequest, client: string): TopicConfig {
  const { config, identity, state } = services;
  const { topic, queueId } = request;
  const known = state.topics.get(topic);
  // Only ordered topics follow the broker's permission; the others are kept away by their routes.
  if (!isWritable(config.brokerPermission) && known?.order === true)
    throw new Refusal(
      ResponseCode.NO_PERMISSION,
      `the broker[${ipOf(identity.address)}] sending message is forbidden`,
    );
  checkTopicName(topic);
  if (forbidden.has(topic))
    throw new Refusal(ResponseCode.NO_PERMISSION, `Sending message to topic[${topic}] is forbidden.`);
  const found = known ?? create(services, request);
  if (found === undefined)
    throw new Refusal(
      ResponseCode.TOPIC_NOT_EXIST,
      `topic[${topic}] not exist, apply first please!${seeFaq}`,
    );
  if (queueId >= Math.max(found.readQueueNums, found.writeQueueNums))
    throw new Refusal(
      ResponseCode.INVALID_PARAMETER,
      `request queueId[${queueId}] is illegal, ${describeTopic(found)} Producer: ${client}`,
    );
  return found;
}

function create(services: BrokerServices, request: SendRequest): TopicConfig | undefined {
  const { state, runtime, identity } = services;
  const { topic, unitMode } = request;
  const template = templateOf(services, request);
  const isRetry = isRetryTopic(topic);
  if (template === undefined && !isRetry) return undefined;
  const topicSysFlag = unitMode === true ? (isRetry ? TopicSysFlag.UNIT_SUB : TopicSysFlag.UNIT) : 0;
  const created = { ...(template ?? createTopicConfig(topic, 1)), topicSysFlag };
  state.topics.put(created);
  runtime.logger.info('Topic created', {
    topic,
    queues: created.writeQueueNums,
    brokerName: identity.brokerName,
  });
  return created;
}

/** What the topic named as the template makes of a new one; undefined when there is none that may be inherited from. */
function templateOf({ state, config }: BrokerServices, request: SendRequest): TopicConfig | undefined {
  const { topic, defaultTopic, defaultTopicQueueNums } = request;
  const template = state.topics.get(defaultTopic);
  if (template === undefined || (template.perm & Permission.INHERIT) === 0) return undefined;
  if (defaultTopic === 'TBW102' && !config.autoCreateTopicEnable) return undefined;
  const queues = Math.max(0, Math.min(defaultTopicQueueNums, template.writeQueueNums));
  const created = createTopicConfig(topic, queues, template.perm & ~Permission.INHERIT);
  return { ...created, topicFilterType: template.topicFilterType };
}

/** As Java prints a topic in its remarks. */
export function describeTopic(config: TopicConfig): string {
  const { topicName, readQueueNums, writeQueueNums, perm, topicFilterType, topicSysFlag, order } = config;
  const letters = [
    [Permission.READ, 'R'],
    [Permission.WRITE, 'W'],
    [Permission.INHERIT, 'X'],
  ] as const;
  const permission = letters.map(([bit, letter]) => ((perm & bit) === 0 ? '-' : letter)).join('');
  const attributes = Object.entries(config.attributes)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
  return (
    `TopicConfig [topicName=${topicName}, readQueueNums=${readQueueNums}, writeQueueNums=${writeQueueNums}, ` +
    `perm=${permission}, topicFilterType=${topicFilterType}, topicSysFlag=${topicSysFlag}, order=${order}, ` +
    `attributes={${attributes}}]`
  );
}
