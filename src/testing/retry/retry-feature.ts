import { RequestCode } from '../../protocol/request-code.js';
import type { BrokerServices } from '../broker/broker-services.js';
import type { Feature } from '../broker/feature.js';
import { createSendBack } from './send-back.js';

/** Messages that consumers want to see again, or never again. */
export function createRetryFeature(services: BrokerServices): Feature {
  return { requests: { [RequestCode.CONSUMER_SEND_MSG_BACK]: createSendBack(services) } };
}
