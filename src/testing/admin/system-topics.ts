import { Permission } from '../../protocol/permission.js';
import type { BrokerConfig } from '../broker/broker-config.js';
import type { BrokerIdentity } from '../broker/broker-services.js';
import type { GroupTable } from '../groups/group-table.js';
import type { TopicTable } from '../topics/topic-table.js';
import { systemTopics } from '../topics/topic-rules.js';

type Names = Pick<BrokerIdentity, 'clusterName' | 'brokerName'>;

const readWrite = Permission.READ | Permission.WRITE;
/** What is made of such a topic may be read and written. */
const template = readWrite | Permission.INHERIT;

const benchmarkQueues = 1024;
const clusterTopicQueues = 16;
const scheduleQueues = 18;

/** Gives a broker the topics that a fresh one has, as far as it does not have them (Java `TopicConfigManager#init`). */
export function createSystemTopics(
  table: TopicTable,
  { clusterName, brokerName }: Names,
  config: Pick<
    BrokerConfig,
    | 'autoCreateTopicEnable'
    | 'defaultTopicQueueNums'
    | 'reviveQueueNum'
    | 'timerWheelEnable'
    | 'traceTopicEnable'
  >,
): void {
  table.ensure('SELF_TEST_TOPIC', 1);
  if (config.autoCreateTopicEnable) table.ensure('TBW102', config.defaultTopicQueueNums, template);
  table.ensure('BenchmarkTest', benchmarkQueues);
  table.ensure(clusterName, clusterTopicQueues, template);
  table.ensure(brokerName, 1, template);
  table.ensure('OFFSET_MOVED_EVENT', 1);
  table.ensure('SCHEDULE_TOPIC_XXXX', scheduleQueues);
  if (config.traceTopicEnable) table.ensure('RMQ_SYS_TRACE_TOPIC', 1);
  table.ensure(`${clusterName}_REPLY_TOPIC`, 1);
  table.ensure(`rmq_sys_REVIVE_LOG_${clusterName}`, config.reviveQueueNum);
  table.ensure(`rmq_sys_SYNC_BROKER_MEMBER_${brokerName}`, 1, Permission.INHERIT);
  table.ensure('RMQ_SYS_TRANS_HALF_TOPIC', 1);
  table.ensure('RMQ_SYS_TRANS_OP_HALF_TOPIC', 1);
  if (config.timerWheelEnable) table.ensure('rmq_sys_wheel_timer', 1);
}

/** Names that the broker calls its own when it is asked, whether it has the topics or not. */
export function systemTopicNames({ clusterName, brokerName }: Names): string[] {
  return [
    ...systemTopics,
    clusterName,
    brokerName,
    `${clusterName}_REPLY_TOPIC`,
    `rmq_sys_REVIVE_LOG_${clusterName}`,
    `rmq_sys_SYNC_BROKER_MEMBER_${brokerName}`,
    'rmq_sys_wheel_timer',
  ];
}

const systemGroups = [
  'TOOLS_CONSUMER',
  'FILTERSRV_CONSUMER',
  'SELF_TEST_C_GROUP',
  'CID_ONS-HTTP-PROXY',
  'CID_ONSAPI_PULL',
  'CID_ONSAPI_PERMISSION',
  'CID_ONSAPI_OWNER',
  'CID_RMQ_SYS_TRANS',
] as const;

/** Gives a broker the consumer groups that a fresh one has (Java `SubscriptionGroupManager#init`). */
export function createSystemGroups(table: GroupTable): void {
  for (const group of systemGroups) table.find(group, true);
}
