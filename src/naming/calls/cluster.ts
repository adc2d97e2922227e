import { type ClusterInfo, decodeClusterInfo } from '../../protocol/bodies/cluster-info.js';
import {
  AddWritePermOfBrokerRequestHeader,
  AddWritePermOfBrokerResponseHeader,
} from '../../protocol/headers/add-write-perm-of-broker.js';
import {
  WipeWritePermOfBrokerRequestHeader,
  WipeWritePermOfBrokerResponseHeader,
} from '../../protocol/headers/wipe-write-perm-of-broker.js';
import { createRequest } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import { headerCall, plainQuery, type PlainCall, type ServerCall } from '../server-call.js';

/** GET_BROKER_CLUSTER_INFO (106): all brokers that the name server knows. */
export const ReadClusterInfo: PlainCall<ClusterInfo> = plainQuery(
  RequestCode.GET_BROKER_CLUSTER_INFO,
  decodeClusterInfo,
);

/**
 * WIPE_WRITE_PERM_OF_BROKER (205), at one name server: nobody is sent to write there; the result is how many topics that
 * concerns. Until the broker registers with other topics.
 */
export const WipeWritePermission: ServerCall<string, number> = headerCall(
  (brokerName) =>
    createRequest(RequestCode.WIPE_WRITE_PERM_OF_BROKER, WipeWritePermOfBrokerRequestHeader, { brokerName }),
  WipeWritePermOfBrokerResponseHeader,
  ({ wipeTopicCount }) => wipeTopicCount,
);

/** ADD_WRITE_PERM_OF_BROKER (327), 4.9.3 and newer: the opposite. It makes all topics of the broker readable and writable. */
export const AddWritePermission: ServerCall<string, number> = headerCall(
  (brokerName) =>
    createRequest(RequestCode.ADD_WRITE_PERM_OF_BROKER, AddWritePermOfBrokerRequestHeader, { brokerName }),
  AddWritePermOfBrokerResponseHeader,
  ({ addTopicCount }) => addTopicCount,
);
