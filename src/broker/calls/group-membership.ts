import { decodeConsumerList } from '../../protocol/bodies/consumer-list.js';
import { encodeHeartbeatData, type HeartbeatData } from '../../protocol/bodies/heartbeat-data.js';
import { EmptyHeader } from '../../protocol/headers/empty-header.js';
import { GetConsumerListByGroupRequestHeader } from '../../protocol/headers/get-consumer-list-by-group.js';
import { HeartbeatResponseHeader } from '../../protocol/headers/heartbeat.js';
import { UnregisterClientRequestHeader } from '../../protocol/headers/unregister-client.js';
import { createRequest } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import { expectSuccess } from '../../naming/server-call.js';
import type { BrokerCall } from '../broker-call.js';

/** HEART_BEAT (34): who we are and what our groups subscribe to. The result is the broker's version number (wire.md 2.5). */
export const Heartbeat: BrokerCall<HeartbeatData, number> = {
  encode: (data) => createRequest(RequestCode.HEART_BEAT, EmptyHeader, {}, encodeHeartbeatData(data)),
  decode: (answer, context) => {
    expectSuccess(answer, context);
    return answer.version;
  },
};

export interface HeartbeatAnswer {
  /** The broker's version number, see `versionName`. */
  readonly version: number;
  /** Later beats may leave out their subscriptions, with the fingerprint of this one. */
  readonly supportsV2: boolean;
  /** The fingerprint is another one than before: the next beat must be a whole one. */
  readonly isSubscriptionChanged: boolean;
}

/** HEART_BEAT (34), with what a broker says to a beat of the second version (wire.md 8.3): one with a fingerprint. */
export const HeartbeatV2: BrokerCall<HeartbeatData, HeartbeatAnswer> = {
  encode: (data) => Heartbeat.encode(data),
  decode: (answer, context) => {
    const version = Heartbeat.decode(answer, context);
    const { isSupportHeartbeatV2 = false, isSubChange = false } = HeartbeatResponseHeader.read(answer);
    return { version, supportsV2: isSupportHeartbeatV2, isSubscriptionChanged: isSubChange };
  },
};

export interface Unregistration {
  readonly clientId: string;
  readonly producerGroup?: string;
  readonly consumerGroup?: string;
}

/** UNREGISTER_CLIENT (35): a group of this client is gone; its queues go to the other members at once. */
export const UnregisterClient: BrokerCall<Unregistration, void> = {
  encode: ({ clientId, ...groups }) =>
    createRequest(RequestCode.UNREGISTER_CLIENT, UnregisterClientRequestHeader, {
      clientID: clientId,
      ...groups,
    }),
  decode: expectSuccess,
};

/** GET_CONSUMER_LIST_BY_GROUP (38): client ids of the members this broker knows. Errs when it knows none (code 1). */
export const ConsumerIds: BrokerCall<string, string[]> = {
  encode: (group) =>
    createRequest(RequestCode.GET_CONSUMER_LIST_BY_GROUP, GetConsumerListByGroupRequestHeader, {
      consumerGroup: group,
    }),
  decode: (answer, context) => {
    expectSuccess(answer, context);
    return answer.body === undefined ? [] : decodeConsumerList(answer.body);
  },
};
