import type { Connection } from '../../protocol/bodies/connection.js';
import { encodeConsumerConnection } from '../../protocol/bodies/consumer-connection.js';
import { encodeProducerConnection } from '../../protocol/bodies/producer-connection.js';
import { encodeProducerTableInfo } from '../../protocol/bodies/producer-table-info.js';
import { GetConsumerConnectionListRequestHeader } from '../../protocol/headers/get-consumer-connection-list.js';
import { GetProducerConnectionListRequestHeader } from '../../protocol/headers/get-producer-connection-list.js';
import { languageName } from '../../protocol/language-code.js';
import { RequestCode } from '../../protocol/request-code.js';
import { ResponseCode } from '../../protocol/response-code.js';
import type { BrokerServices } from '../broker/broker-services.js';
import type { ConnectedClient } from '../clients/client-directory.js';
import { accept } from '../server/accept.js';
import { hostOf } from '../server/host-of.js';
import { Refusal } from '../server/refusal.js';
import type { RequestTable } from '../server/request-table.js';

/** Who is connected (Java `AdminBrokerProcessor`). */
export function createConnectionRequests({ clients }: BrokerServices): RequestTable {
  return {
    [RequestCode.GET_CONSUMER_CONNECTION_LIST]: (request) => {
      const { consumerGroup } = GetConsumerConnectionListRequestHeader.read(request);
      const group = clients.consumers(consumerGroup);
      if (group === undefined)
        throw new Refusal(
          ResponseCode.CONSUMER_NOT_ONLINE,
          `the consumer group[${consumerGroup}] not online`,
        );
      const { members, subscriptions, consumeType, messageModel, consumeFromWhere } = group;
      return accept(
        encodeConsumerConnection({
          connectionSet: members.map(connectionOf),
          subscriptionTable: Object.fromEntries(subscriptions),
          consumeType,
          messageModel,
          consumeFromWhere,
        }),
      );
    },

    [RequestCode.GET_PRODUCER_CONNECTION_LIST]: (request) => {
      const { producerGroup } = GetProducerConnectionListRequestHeader.read(request);
      const members = clients.producers(producerGroup);
      if (members.length === 0)
        throw new Refusal(ResponseCode.SYSTEM_ERROR, `the producer group[${producerGroup}] not exist`);
      return accept(encodeProducerConnection(members.map(connectionOf)));
    },

    [RequestCode.GET_ALL_PRODUCER_INFO]: () => {
      const groups = [...clients.producerGroups()].map(([group, members]) => [group, members.map(infoOf)]);
      return accept(encodeProducerTableInfo(Object.fromEntries(groups)));
    },
  };
}

function connectionOf({ clientId, peer, language, version }: ConnectedClient): Connection {
  return { clientId, clientAddr: hostOf(peer.address), language: languageName(language), version };
}

function infoOf({ clientId, peer, language, version, lastHeartbeatAt }: ConnectedClient) {
  return {
    clientId,
    remoteIP: `/${hostOf(peer.address)}`,
    language: languageName(language),
    version,
    lastUpdateTimestamp: lastHeartbeatAt,
  };
}
