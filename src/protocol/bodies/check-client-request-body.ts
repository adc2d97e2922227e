import { BodyReader } from '../body-reader.js';
import { readUntypedSubscription, type SubscriptionData } from './heartbeat-data.js';

/**
 * The body of CHECK_CLIENT_CONFIG (46): would this subscription be accepted (wire.md section 5.5)?
 *
 * ```
 * {"clientId":"10.0.0.9@1234","group":"G","namespace":"NS","subscriptionData":{"classFilterMode":false,"codeSet":[],
 *  "expressionType":"SQL92","subString":"a IS NOT NULL","subVersion":1700000000000,"tagsSet":[],"topic":"T"}}
 * ```
 *
 * Java `remoting/…/protocol/body/CheckClientRequestBody`.
 */
export interface CheckClientRequestBody {
  readonly clientId: string;
  readonly group: string;
  /** Of any type: whether the broker knows it is the question. */
  readonly subscriptionData?: CheckedSubscription | undefined;
  readonly namespace?: string | undefined;
}

export interface CheckedSubscription extends Omit<SubscriptionData, 'expressionType'> {
  /** `TAG` (also when empty) or `SQL92`. */
  readonly expressionType: string;
}

/** @throws {DecodeError} */
export function decodeCheckClientRequestBody(body: Uint8Array): CheckClientRequestBody {
  const request = BodyReader.parse('CheckClientRequestBody', body);
  const namespace = request.optionalText('namespace');
  return {
    clientId: request.text('clientId'),
    group: request.text('group'),
    ...(request.has('subscriptionData')
      ? { subscriptionData: readChecked(request.object('subscriptionData')) }
      : {}),
    ...(namespace === undefined ? {} : { namespace }),
  };
}

function readChecked(subscription: BodyReader): CheckedSubscription {
  return {
    ...readUntypedSubscription(subscription),
    expressionType: subscription.text('expressionType', 'TAG'),
  };
}

export function encodeCheckClientRequestBody(request: CheckClientRequestBody): Buffer {
  return Buffer.from(JSON.stringify(request));
}
