import { decodeCheckClientRequestBody } from '../../protocol/bodies/check-client-request-body.js';
import type { RemotingCommand } from '../../protocol/remoting-command.js';
import { ResponseCode } from '../../protocol/response-code.js';
import type { BrokerConfig } from '../broker/broker-config.js';
import { createMessageFilter } from '../filter/create-message-filter.js';
import { FilterSyntaxError } from '../filter/filter-syntax-error.js';
import { accept } from '../server/accept.js';
import { Refusal } from '../server/refusal.js';

/** What names an expression of tags. */
const tags: ReadonlySet<string> = new Set(['', 'TAG']);

/**
 * CHECK_CLIENT_CONFIG (46): compiles the expression of a subscription. Tags are never looked at.
 *
 * @see apache/rocketmq 5.3.3 `broker/…/processor/ClientManageProcessor#checkClientConfig`
 * @throws {Refusal}
 */
export function checkClientConfig(config: BrokerConfig, { body }: RemotingCommand): RemotingCommand {
  const subscription = body === undefined ? undefined : decodeCheckClientRequestBody(body).subscriptionData;
  if (subscription === undefined || tags.has(subscription.expressionType)) return accept();
  if (!config.enablePropertyFilter)
    throw new Refusal(
      ResponseCode.SYSTEM_ERROR,
      `The broker does not support consumer to filter message by ${subscription.expressionType}`,
    );
  try {
    createMessageFilter(subscription);
  } catch (error) {
    if (!(error instanceof FilterSyntaxError)) throw error;
    throw new Refusal(ResponseCode.SUBSCRIPTION_PARSE_FAILED, error.message);
  }
  return accept();
}
