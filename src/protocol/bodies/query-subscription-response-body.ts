import { BodyReader } from '../body-reader.js';
import { readSubscriptionData, type SubscriptionData } from './heartbeat-data.js';

/**
 * What a group wants of a topic: the answer of QUERY_SUBSCRIPTION_BY_CONSUMER (345), wire.md section 5.10.
 *
 * ```
 * {"group":"G","subscriptionData":{"topic":"T","subString":"*",…},"topic":"T"}
 * ```
 *
 * Java `remoting/…/protocol/body/QuerySubscriptionResponseBody`.
 */
export interface QuerySubscriptionResponseBody {
  readonly group: string;
  readonly topic?: string | undefined;
  /** Absent when no member of the group is connected, or none wants the topic. */
  readonly subscriptionData?: SubscriptionData | undefined;
}

/** @throws {DecodeError} */
export function decodeQuerySubscriptionResponseBody(body: Uint8Array): QuerySubscriptionResponseBody {
  const response = BodyReader.parse('QuerySubscriptionResponseBody', body);
  return {
    group: response.text('group'),
    topic: response.optionalText('topic'),
    subscriptionData: response.has('subscriptionData')
      ? readSubscriptionData(response.object('subscriptionData'))
      : undefined,
  };
}

export function encodeQuerySubscriptionResponseBody(response: QuerySubscriptionResponseBody): Buffer {
  return Buffer.from(JSON.stringify(response));
}
