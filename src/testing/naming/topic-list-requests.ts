import { encodeTopicList } from '../../protocol/bodies/topic-list.js';
import { GetTopicsByClusterRequestHeader } from '../../protocol/headers/get-topics-by-cluster.js';
import type { RemotingCommand } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import { ResponseCode } from '../../protocol/response-code.js';
import { accept } from '../server/accept.js';
import { Refusal } from '../server/refusal.js';
import type { RequestTable } from '../server/request-table.js';
import { TopicSysFlag } from '../topics/topic-sys-flag.js';
import type { NameServerConfig } from './name-server-config.js';
import type { TopicRoutes } from './topic-routes.js';

const isOfUnit = (flag: number): boolean => (flag & TopicSysFlag.UNIT) !== 0;
const isSubscribedByUnit = (flag: number): boolean => (flag & TopicSysFlag.UNIT_SUB) !== 0;

/** Which topics there are. */
export function createTopicListRequests(routes: TopicRoutes, config: NameServerConfig): RequestTable {
  const flagged = (isWanted: (topicSysFlag: number) => boolean) => (): RemotingCommand =>
    list(config.enableTopicList, () => routes.topicsWith(isWanted));
  return {
    [RequestCode.GET_ALL_TOPIC_LIST_FROM_NAMESERVER]: () =>
      list(config.enableAllTopicList, () => routes.topicNames()),

    [RequestCode.GET_TOPICS_BY_CLUSTER]: (request) =>
      list(config.enableTopicList, () =>
        routes.topicNames(GetTopicsByClusterRequestHeader.read(request).cluster),
      ),

    [RequestCode.GET_SYSTEM_TOPIC_LIST_FROM_NS]: () => accept(encodeTopicList(routes.systemTopics())),

    [RequestCode.GET_UNIT_TOPIC_LIST]: flagged(isOfUnit),
    [RequestCode.GET_HAS_UNIT_SUB_TOPIC_LIST]: flagged(isSubscribedByUnit),
    [RequestCode.GET_HAS_UNIT_SUB_UNUNIT_TOPIC_LIST]: flagged(
      (flag) => isSubscribedByUnit(flag) && !isOfUnit(flag),
    ),
  };
}

function list(isEnabled: boolean, topicList: () => readonly string[]): RemotingCommand {
  if (!isEnabled) throw new Refusal(ResponseCode.SYSTEM_ERROR, 'disable');
  return accept(encodeTopicList({ topicList: topicList() }));
}
