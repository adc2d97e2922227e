import { encodeTopicList } from '../../protocol/bodies/topic-list.js';
import { GetTopicsByClusterRequestHeader } from '../../protocol/headers/get-topics-by-cluster.js';
import type { RemotingCommand } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import { ResponseCode } from '../../protocol/response-code.js';
import { accept } from '../server/accept.js';
import { Refusal } from '../server/refusal.js';
import type { RequestTable } from '../server/request-table.js';
import type { NameServerConfig } from './name-server-config.js';
import type { TopicRoutes } from './topic-routes.js';

/** Which topics there are. Units, which three of the lists are about, do not exist here: those are empty. */
export function createTopicListRequests(routes: TopicRoutes, config: NameServerConfig): RequestTable {
  const noUnits = (): RemotingCommand => list(config.enableTopicList, () => []);
  return {
    [RequestCode.GET_ALL_TOPIC_LIST_FROM_NAMESERVER]: () =>
      list(config.enableAllTopicList, () => routes.topicNames()),

    [RequestCode.GET_TOPICS_BY_CLUSTER]: (request) =>
      list(config.enableTopicList, () =>
        routes.topicNames(GetTopicsByClusterRequestHeader.read(request).cluster),
      ),

    [RequestCode.GET_SYSTEM_TOPIC_LIST_FROM_NS]: () => accept(encodeTopicList(routes.systemTopics())),

    [RequestCode.GET_UNIT_TOPIC_LIST]: noUnits,
    [RequestCode.GET_HAS_UNIT_SUB_TOPIC_LIST]: noUnits,
    [RequestCode.GET_HAS_UNIT_SUB_UNUNIT_TOPIC_LIST]: noUnits,
  };
}

function list(isEnabled: boolean, topicList: () => readonly string[]): RemotingCommand {
  if (!isEnabled) throw new Refusal(ResponseCode.SYSTEM_ERROR, 'disable');
  return accept(encodeTopicList({ topicList: topicList() }));
}
