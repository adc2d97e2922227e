import {
  GetEarliestMsgStoretimeRequestHeader,
  GetEarliestMsgStoretimeResponseHeader,
} from '../../protocol/headers/get-earliest-msg-storetime.js';
import {
  GetMaxOffsetRequestHeader,
  GetMaxOffsetResponseHeader,
} from '../../protocol/headers/get-max-offset.js';
import {
  GetMinOffsetRequestHeader,
  GetMinOffsetResponseHeader,
} from '../../protocol/headers/get-min-offset.js';
import {
  QueryConsumerOffsetRequestHeader,
  QueryConsumerOffsetResponseHeader,
} from '../../protocol/headers/query-consumer-offset.js';
import {
  SearchOffsetRequestHeader,
  SearchOffsetResponseHeader,
} from '../../protocol/headers/search-offset.js';
import { UpdateConsumerOffsetRequestHeader } from '../../protocol/headers/update-consumer-offset.js';
import { createResponse, type RemotingCommand } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import { ResponseCode } from '../../protocol/response-code.js';
import type { BrokerServices } from '../broker/broker-services.js';
import type { Feature } from '../broker/feature.js';
import { accept, acceptWith } from '../server/accept.js';
import { Refusal } from '../server/refusal.js';

/** What other features have to say about a commit. */
export interface CommitRules {
  /** An administrator's reset waits for the group's next pull: commits are ignored until then. */
  isResetPending(group: string, topic: string, queueId: number): boolean;
}

/** Committed offsets and places in queues (Java `ConsumerManageProcessor`, `AdminBrokerProcessor`). */
export function createOffsetsFeature(services: BrokerServices, rules: CommitRules): Feature {
  const { store, offsets } = services.state;
  return {
    requests: {
      [RequestCode.QUERY_CONSUMER_OFFSET]: (command) => {
        const request = QueryConsumerOffsetRequestHeader.read(command);
        const { consumerGroup, topic, queueId, setZeroIfNotFound } = request;
        const committed = offsets.get(consumerGroup, topic, queueId);
        const found =
          committed ?? (setZeroIfNotFound === false ? undefined : zeroOfYoungQueue(services, topic, queueId));
        if (found === undefined)
          throw new Refusal(ResponseCode.QUERY_NOT_FOUND, notFoundRemark(setZeroIfNotFound));
        return acceptWith(QueryConsumerOffsetResponseHeader, { offset: found });
      },
      [RequestCode.UPDATE_CONSUMER_OFFSET]: (command) => commit(services, rules, command),
      [RequestCode.GET_MAX_OFFSET]: (command) => {
        const { topic, queueId } = GetMaxOffsetRequestHeader.read(command);
        return acceptWith(GetMaxOffsetResponseHeader, { offset: store.queue(topic, queueId).maxOffset });
      },
      [RequestCode.GET_MIN_OFFSET]: (command) => {
        const { topic, queueId } = GetMinOffsetRequestHeader.read(command);
        return acceptWith(GetMinOffsetResponseHeader, { offset: store.queue(topic, queueId).minOffset });
      },
      [RequestCode.SEARCH_OFFSET_BY_TIMESTAMP]: (command) => {
        const { topic, queueId, timestamp, boundaryType } = SearchOffsetRequestHeader.read(command);
        const boundary = boundaryType?.toLowerCase() === 'upper' ? 'upper' : 'lower';
        return acceptWith(SearchOffsetResponseHeader, {
          offset: store.queue(topic, queueId).offsetAt(timestamp, boundary),
        });
      },
      [RequestCode.GET_EARLIEST_MSG_STORETIME]: (command) => {
        const { topic, queueId } = GetEarliestMsgStoretimeRequestHeader.read(command);
        const queue = store.queue(topic, queueId);
        return acceptWith(GetEarliestMsgStoretimeResponseHeader, {
          timestamp: queue.at(queue.minOffset)?.storedAt ?? -1,
        });
      },
    },
  };
}

/** A queue that still begins at 0 has nothing that a new group could have missed. */
function zeroOfYoungQueue({ state }: BrokerServices, topic: string, queueId: number): number | undefined {
  return state.store.queue(topic, queueId).at(0) === undefined ? undefined : 0;
}

const notFoundRemark = (setZeroIfNotFound: boolean | undefined): string =>
  setZeroIfNotFound === false
    ? 'Not found, do not set to zero, maybe this group boot first'
    : 'Not found, V3_0_6_SNAPSHOT maybe this group consumer boot first';

function commit({ state }: BrokerServices, rules: CommitRules, command: RemotingCommand): RemotingCommand {
  const { consumerGroup, topic, queueId, commitOffset } = UpdateConsumerOffsetRequestHeader.read(command);
  if (state.groups.get(consumerGroup) === undefined)
    throw new Refusal(ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST, `Group ${consumerGroup} not exist!`);
  if (state.topics.get(topic) === undefined)
    throw new Refusal(ResponseCode.TOPIC_NOT_EXIST, `Topic ${topic} not exist!`);
  if (rules.isResetPending(consumerGroup, topic, queueId))
    return createResponse(ResponseCode.SUCCESS, { remark: 'Offset has been previously reset' });
  state.offsets.set(consumerGroup, topic, queueId, commitOffset);
  return accept();
}
