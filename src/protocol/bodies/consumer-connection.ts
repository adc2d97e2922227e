import { BodyReader } from '../body-reader.js';
import { type Connection, readConnection } from './connection.js';
import {
  type ConsumeFromWhere,
  type ConsumeType,
  consumeTypes,
  type MessageModelName,
  messageModels,
  readSubscriptionData,
  starts,
  type SubscriptionData,
} from './heartbeat-data.js';

/**
 * The members of a consumer group: the answer of GET_CONSUMER_CONNECTION_LIST (203), wire.md section 5.10.
 *
 * ```
 * {"connectionSet":[{"clientAddr":"10.0.0.9:50000","clientId":"10.0.0.9@1","language":"JAVA","version":479}],
 *  "consumeFromWhere":"CONSUME_FROM_LAST_OFFSET","consumeType":"CONSUME_PASSIVELY","messageModel":"CLUSTERING",
 *  "subscriptionTable":{"T":{"topic":"T","subString":"*",…}}}
 * ```
 *
 * Java `remoting/…/protocol/body/ConsumerConnection`.
 */
export interface ConsumerConnection {
  readonly connectionSet: readonly Connection[];
  /** By topic. */
  readonly subscriptionTable: Readonly<Record<string, SubscriptionData>>;
  readonly consumeType: ConsumeType;
  readonly messageModel: MessageModelName;
  readonly consumeFromWhere: ConsumeFromWhere;
}

/** @throws {DecodeError} */
export function decodeConsumerConnection(body: Uint8Array): ConsumerConnection {
  const connection = BodyReader.parse('ConsumerConnection', body);
  return {
    connectionSet: connection.objects('connectionSet', readConnection),
    subscriptionTable: connection.entries('subscriptionTable', (table, topic) =>
      readSubscriptionData(table.object(topic)),
    ),
    consumeType: connection.oneOf('consumeType', consumeTypes),
    messageModel: connection.oneOf('messageModel', messageModels),
    consumeFromWhere: connection.oneOf('consumeFromWhere', starts),
  };
}

export function encodeConsumerConnection(connection: ConsumerConnection): Buffer {
  return Buffer.from(JSON.stringify(connection));
}
