import { bodyCall, plainQuery, type PlainCall } from '../../naming/server-call.js';
import type { Connection } from '../../protocol/bodies/connection.js';
import {
  type ConsumerConnection,
  decodeConsumerConnection,
} from '../../protocol/bodies/consumer-connection.js';
import { decodeProducerConnection } from '../../protocol/bodies/producer-connection.js';
import { decodeProducerTableInfo, type ProducerInfo } from '../../protocol/bodies/producer-table-info.js';
import { GetConsumerConnectionListRequestHeader } from '../../protocol/headers/get-consumer-connection-list.js';
import { GetProducerConnectionListRequestHeader } from '../../protocol/headers/get-producer-connection-list.js';
import { createRequest } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import type { BrokerCall } from '../broker-call.js';

/** GET_CONSUMER_CONNECTION_LIST (203): members of a consumer group that are connected here. Errs when there are none (206). */
export const ConsumerConnections: BrokerCall<string, ConsumerConnection> = bodyCall(
  (group) =>
    createRequest(RequestCode.GET_CONSUMER_CONNECTION_LIST, GetConsumerConnectionListRequestHeader, {
      consumerGroup: group,
    }),
  decodeConsumerConnection,
);

/** GET_PRODUCER_CONNECTION_LIST (204): the same of a producer group. Errs when there are none (1). */
export const ProducerConnections: BrokerCall<string, Connection[]> = bodyCall(
  (group) =>
    createRequest(RequestCode.GET_PRODUCER_CONNECTION_LIST, GetProducerConnectionListRequestHeader, {
      producerGroup: group,
    }),
  decodeProducerConnection,
);

/** GET_ALL_PRODUCER_INFO (328), 4.9.4 and newer: members of all producer groups, by group. */
export const AllProducers: PlainCall<Record<string, ProducerInfo[]>> = plainQuery(
  RequestCode.GET_ALL_PRODUCER_INFO,
  decodeProducerTableInfo,
);
