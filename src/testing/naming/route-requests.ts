import { encodeClusterInfo } from '../../protocol/bodies/cluster-info.js';
import { encodeTopicRouteData } from '../../protocol/bodies/topic-route-data.js';
import {
  AddWritePermOfBrokerRequestHeader,
  AddWritePermOfBrokerResponseHeader,
} from '../../protocol/headers/add-write-perm-of-broker.js';
import { DeleteTopicFromNamesrvRequestHeader } from '../../protocol/headers/delete-topic-from-namesrv.js';
import { GetRouteInfoRequestHeader } from '../../protocol/headers/get-route-info.js';
import {
  WipeWritePermOfBrokerRequestHeader,
  WipeWritePermOfBrokerResponseHeader,
} from '../../protocol/headers/wipe-write-perm-of-broker.js';
import { RequestCode } from '../../protocol/request-code.js';
import { ResponseCode } from '../../protocol/response-code.js';
import { accept, acceptWith } from '../server/accept.js';
import { Refusal } from '../server/refusal.js';
import type { RequestTable } from '../server/request-table.js';
import type { KVConfigStore } from './kv-config-store.js';
import type { NameServerConfig } from './name-server-config.js';
import type { TopicRoutes } from './topic-routes.js';

const orderNamespace = 'ORDER_TOPIC_CONFIG';
const help = 'See https://rocketmq.apache.org/docs/bestPractice/06FAQ for further details.';

/** Routes and brokers. */
export function createRouteRequests(
  routes: TopicRoutes,
  kvConfig: KVConfigStore,
  config: NameServerConfig,
): RequestTable {
  return {
    [RequestCode.GET_ROUTEINFO_BY_TOPIC]: (request) => {
      const { topic } = GetRouteInfoRequestHeader.read(request);
      const route = routes.route(topic);
      if (route === undefined)
        throw new Refusal(
          ResponseCode.TOPIC_NOT_EXIST,
          `No topic route info in name server for the topic: ${topic}\n${help}`,
        );
      const orderTopicConf = config.orderMessageEnable ? kvConfig.get(orderNamespace, topic) : undefined;
      return accept(encodeTopicRouteData({ ...route, orderTopicConf }));
    },

    [RequestCode.GET_BROKER_CLUSTER_INFO]: () => accept(encodeClusterInfo(routes.clusterInfo())),

    [RequestCode.DELETE_TOPIC_IN_NAMESRV]: (request) => {
      const { topic, clusterName = '' } = DeleteTopicFromNamesrvRequestHeader.read(request);
      routes.deleteTopic(topic, clusterName === '' ? undefined : clusterName);
      return accept();
    },

    [RequestCode.WIPE_WRITE_PERM_OF_BROKER]: (request) => {
      const { brokerName } = WipeWritePermOfBrokerRequestHeader.read(request);
      const wipeTopicCount = routes.wipeWritePermission(brokerName);
      return acceptWith(WipeWritePermOfBrokerResponseHeader, { wipeTopicCount });
    },

    [RequestCode.ADD_WRITE_PERM_OF_BROKER]: (request) => {
      const { brokerName } = AddWritePermOfBrokerRequestHeader.read(request);
      const addTopicCount = routes.addWritePermission(brokerName);
      return acceptWith(AddWritePermOfBrokerResponseHeader, { addTopicCount });
    },
  };
}
