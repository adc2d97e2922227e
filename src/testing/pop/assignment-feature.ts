import {
  decodeMessageRequestMode,
  encodeMessageRequestModes,
} from '../../protocol/bodies/message-request-mode.js';
import {
  decodeQueryAssignmentRequest,
  encodeAssignments,
  type MessageQueueAssignment,
  type QueryAssignmentRequest,
} from '../../protocol/bodies/query-assignment.js';
import { RequestCode } from '../../protocol/request-code.js';
import { ResponseCode } from '../../protocol/response-code.js';
import { isRetryTopic } from '../../message/group-topics.js';
import { compareQueues, type MessageQueue, queueKey } from '../../message/message-queue.js';
import type { BrokerServices, ClusterTopics } from '../broker/broker-services.js';
import type { Feature } from '../broker/feature.js';
import { accept } from '../server/accept.js';
import { bodyOf } from '../server/body-of.js';
import { Refusal } from '../server/refusal.js';
import type { RequestHandler } from '../server/request-table.js';
import { allocateForPop, queueStrategies } from './allocate-queues.js';
import { RequestModes } from './request-modes.js';

/** Sharing out queues for consumers that leave it to the broker: QUERY_ASSIGNMENT (400), and in which mode they consume (401, 402). */
export function createAssignmentFeature(services: BrokerServices, cluster: ClusterTopics): Feature {
  const modes = services.state.of(RequestModes);
  return {
    requests: {
      [RequestCode.QUERY_ASSIGNMENT]: (command) => {
        const request = decodeQueryAssignmentRequest(bodyOf(command));
        return accept(encodeAssignments(assign(services, cluster, modes, request)));
      },
      [RequestCode.SET_MESSAGE_REQUEST_MODE]: setMode(services, modes),
      [RequestCode.GET_ALL_MESSAGE_REQUEST_MODE]: () => accept(encodeMessageRequestModes(modes.all())),
    },
  };
}

/**
 * Undefined when the broker cannot tell: the client keeps what it has.
 *
 * @see apache/rocketmq 5.3.3 `broker/…/processor/QueryAssignmentProcessor#doLoadBalance`
 */
function assign(
  services: BrokerServices,
  cluster: ClusterTopics,
  modes: RequestModes,
  { topic, consumerGroup, clientId, messageModel, strategyName }: QueryAssignmentRequest,
): MessageQueueAssignment[] | undefined {
  const { mode, popShareQueueNum } = modes.get(topic, consumerGroup, services.config);
  const queues = cluster.readableQueues(topic)?.toSorted(compareQueues);
  if (queues === undefined) return undefined;
  const inMode = (assigned: readonly MessageQueue[]): MessageQueueAssignment[] =>
    distinct(assigned).map(({ brokerName, queueId }) => ({ topic, brokerName, queueId, mode }));
  if (messageModel === 'BROADCASTING') return inMode(queues);
  const members = services.clients.consumers(consumerGroup)?.members;
  const allocate = queueStrategies.get(strategyName);
  if (members === undefined || allocate === undefined) return undefined;
  const clientIds = members.map((member) => member.clientId).toSorted();
  return inMode(
    mode === 'POP'
      ? allocateForPop(allocate, popShareQueueNum, clientId, clientIds, queues)
      : allocate(clientId, clientIds, queues),
  );
}

function setMode({ config, state }: BrokerServices, modes: RequestModes): RequestHandler {
  return (command) => {
    const setting = decodeMessageRequestMode(bodyOf(command));
    const { topic, consumerGroup } = setting;
    if (isRetryTopic(topic))
      throw new Refusal(ResponseCode.NO_PERMISSION, 'retry topic is not allowed to set mode');
    if (state.topics.get(topic) === undefined)
      throw new Refusal(ResponseCode.TOPIC_NOT_EXIST, `topic[${topic}] not exist`);
    if (state.groups.find(consumerGroup, config.autoCreateSubscriptionGroup) === undefined)
      throw new Refusal(ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST, 'subscription group does not exist');
    modes.set(setting);
    return accept();
  };
}

/** Every queue of a broker that is popped as a whole is the same. */
function distinct(queues: readonly MessageQueue[]): readonly MessageQueue[] {
  return [...new Map(queues.map((queue) => [queueKey(queue), queue])).values()];
}
