import { decodeTopicList, type TopicList } from '../../protocol/bodies/topic-list.js';
import { DeleteTopicFromNamesrvRequestHeader } from '../../protocol/headers/delete-topic-from-namesrv.js';
import { GetTopicsByClusterRequestHeader } from '../../protocol/headers/get-topics-by-cluster.js';
import { createRequest } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import { bodyCall, commandCall, plainQuery, type PlainCall, type ServerCall } from '../server-call.js';

const namesIn = (body: Buffer): readonly string[] => decodeTopicList(body).topicList;

/** GET_ALL_TOPIC_LIST_FROM_NAMESERVER (206): every topic, retry topics and those of brokers included. */
export const TopicNames: PlainCall<readonly string[]> = plainQuery(
  RequestCode.GET_ALL_TOPIC_LIST_FROM_NAMESERVER,
  namesIn,
);

/** GET_TOPICS_BY_CLUSTER (224): the same of one cluster. */
export const ClusterTopicNames: ServerCall<string, readonly string[]> = bodyCall(
  (cluster) => createRequest(RequestCode.GET_TOPICS_BY_CLUSTER, GetTopicsByClusterRequestHeader, { cluster }),
  namesIn,
);

/**
 * GET_SYSTEM_TOPIC_LIST_FROM_NS (304): names of clusters and brokers, which are topics too, and a broker to ask for more
 * (305).
 */
export const SystemTopicNames: PlainCall<TopicList> = plainQuery(
  RequestCode.GET_SYSTEM_TOPIC_LIST_FROM_NS,
  decodeTopicList,
);

/** GET_UNIT_TOPIC_LIST (311): topics made for one unit of several. */
export const UnitTopicNames: PlainCall<readonly string[]> = plainQuery(
  RequestCode.GET_UNIT_TOPIC_LIST,
  namesIn,
);

/** GET_HAS_UNIT_SUB_TOPIC_LIST (312): topics with groups of a unit, which brokers say of the retry topics of these groups. */
export const UnitSubscribedTopicNames: PlainCall<readonly string[]> = plainQuery(
  RequestCode.GET_HAS_UNIT_SUB_TOPIC_LIST,
  namesIn,
);

/** GET_HAS_UNIT_SUB_UNUNIT_TOPIC_LIST (313): those of them that are not made for a unit. */
export const SharedUnitSubscribedTopicNames: PlainCall<readonly string[]> = plainQuery(
  RequestCode.GET_HAS_UNIT_SUB_UNUNIT_TOPIC_LIST,
  namesIn,
);

/** DELETE_TOPIC_IN_NAMESRV (216), at one name server: it forgets the topic until a broker that has it registers again. */
export const ForgetTopic: ServerCall<
  { readonly topic: string; readonly clusterName?: string | undefined },
  void
> = commandCall((request) =>
  createRequest(RequestCode.DELETE_TOPIC_IN_NAMESRV, DeleteTopicFromNamesrvRequestHeader, request),
);
