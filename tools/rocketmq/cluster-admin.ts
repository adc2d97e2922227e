import {
  CreateTopicRequestHeader,
  decodeTopicRouteData,
  GetRouteInfoRequestHeader,
  Permission,
  RequestCode,
  ResponseCode,
  type TopicRouteData,
} from '../../src/protocol/index.js';
import { AdminError, askServer, requireSuccess, type AdminAccess } from './admin-connection.js';

const defaultQueues = 4;

export interface TopicSettings {
  /** Per broker. Default 4. */
  readonly queues?: number;
  /** See `Permission`. Default: read and write. */
  readonly permission?: number;
  /** 5.x: `FIFO`, `DELAY`, `TRANSACTION`, ... */
  readonly messageType?: string;
}

/** What a group is allowed and how often it retries; names as in the Java `SubscriptionGroupConfig`. */
export interface GroupSettings {
  readonly consumeEnable?: boolean;
  readonly consumeMessageOrderly?: boolean;
  readonly consumeBroadcastEnable?: boolean;
  readonly retryMaxTimes?: number;
  readonly retryQueueNums?: number;
  readonly whichBrokerWhenConsumeSlowly?: number;
  readonly notifyConsumerIdsChangedEnable?: boolean;
}

/** Undefined when the name server knows no such topic. */
export async function topicRoute(
  nameServer: string,
  topic: string,
  access?: AdminAccess,
): Promise<TopicRouteData | undefined> {
  const extFields = GetRouteInfoRequestHeader.write({ topic });
  const request = { code: RequestCode.GET_ROUTEINFO_BY_TOPIC, extFields };
  const response = await askServer(nameServer, request, access);
  if (response.code === ResponseCode.TOPIC_NOT_EXIST) return undefined;
  if (response.code !== 0 || response.body === undefined) throw new AdminError(request, nameServer, response);
  return decodeTopicRouteData(response.body);
}

export async function createTopicOn(
  broker: string,
  topic: string,
  { queues = defaultQueues, permission = Permission.READ | Permission.WRITE, messageType }: TopicSettings,
  access?: AdminAccess,
): Promise<void> {
  const extFields = CreateTopicRequestHeader.write({
    topic,
    defaultTopic: 'TBW102',
    readQueueNums: queues,
    writeQueueNums: queues,
    perm: permission,
    topicFilterType: 'SINGLE_TAG',
    topicSysFlag: 0,
    order: false,
    attributes: messageType === undefined ? undefined : `+message.type=${messageType}`,
  });
  await requireSuccess(broker, { code: RequestCode.UPDATE_AND_CREATE_TOPIC, extFields }, access);
}

/** Whether a broker has a topic; a slave of 4.9 gets it from its master a few seconds late. */
export async function hasTopic(broker: string, topic: string, access?: AdminAccess): Promise<boolean> {
  const request = { code: RequestCode.GET_TOPIC_STATS_INFO, extFields: { topic } };
  const { code } = await askServer(broker, request, access);
  return code === 0;
}

export async function updateGroupOn(
  broker: string,
  groupName: string,
  settings: GroupSettings,
  access?: AdminAccess,
): Promise<void> {
  const config = {
    groupName,
    consumeEnable: true,
    consumeFromMinEnable: true,
    consumeBroadcastEnable: true,
    retryQueueNums: 1,
    retryMaxTimes: 16,
    brokerId: 0,
    whichBrokerWhenConsumeSlowly: 1,
    notifyConsumerIdsChangedEnable: true,
    ...settings,
  };
  await requireSuccess(
    broker,
    { code: RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP, body: Buffer.from(JSON.stringify(config)) },
    access,
  );
}

/** `text` in the form of a properties file. The broker answers success for keys it does not know. */
export async function updateBrokerConfigOn(
  broker: string,
  text: string,
  access?: AdminAccess,
): Promise<void> {
  await requireSuccess(broker, { code: RequestCode.UPDATE_BROKER_CONFIG, body: Buffer.from(text) }, access);
}
