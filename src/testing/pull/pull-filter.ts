import type { SubscriptionData } from '../../protocol/bodies/heartbeat-data.js';
import type { PullMessageRequestHeader } from '../../protocol/headers/pull-message.js';
import { hasPullFlag, PullSysFlag } from '../../protocol/pull-sys-flag.js';
import { ResponseCode } from '../../protocol/response-code.js';
import type { BrokerServices } from '../broker/broker-services.js';
import type { ConnectedGroup } from '../clients/client-directory.js';
import { createMessageFilter, type FilterSubscription } from '../filter/create-message-filter.js';
import { FilterSyntaxError } from '../filter/filter-syntax-error.js';
import { everything, type MessageFilter } from '../filter/message-filter.js';
import { GroupPermissions } from '../groups/group-permissions.js';
import { Refusal } from '../server/refusal.js';
import { seeFaq } from '../server/see-faq.js';
import { ForbiddenType, forbidden } from './forbidden.js';

/** What pulls want to see: by their own subscription, or by that of their group's heartbeats. */
export class PullFilters {
  readonly #services: BrokerServices;
  /** Of subscriptions that heartbeats told; undefined where the expression does not compile. */
  readonly #compiled = new WeakMap<SubscriptionData, { readonly filter: MessageFilter | undefined }>();

  constructor(services: BrokerServices) {
    this.#services = services;
  }

  /** @throws {Refusal} when there is no subscription, it may not be followed, or it is older than the request */
  filterOf(pull: PullMessageRequestHeader): MessageFilter {
    if (hasPullFlag(pull.sysFlag, PullSysFlag.SUBSCRIPTION)) return this.#ofRequest(pull);
    const data = subscriptionOf(pull, this.#groupOf(pull));
    const filter = this.#ofHeartbeat(data);
    this.#checkType(data.expressionType);
    return filter;
  }

  /** Without an expression there is nothing to filter by; one that does not compile lets everything pass, as in Java. */
  #ofRequest({ subscription = '', expressionType = 'TAG' }: PullMessageRequestHeader): MessageFilter {
    if (expressionType !== 'TAG' && subscription === '')
      throw new Refusal(ResponseCode.SUBSCRIPTION_PARSE_FAILED, "parse the consumer's subscription failed");
    this.#checkType(expressionType);
    return compile({ expressionType, subString: subscription }) ?? everything;
  }

  #groupOf({ consumerGroup, topic }: PullMessageRequestHeader): ConnectedGroup {
    const { clients, state } = this.#services;
    const group = clients.consumers(consumerGroup);
    if (group === undefined)
      throw new Refusal(ResponseCode.SUBSCRIPTION_NOT_EXIST, `the consumer's group info not exist${seeFaq}`);
    if (
      state.groups.get(consumerGroup)?.consumeBroadcastEnable === false &&
      group.messageModel === 'BROADCASTING'
    )
      throw forbidden(
        ForbiddenType.BROADCASTING,
        `the consumer group[${consumerGroup}] can not consume by broadcast way`,
      );
    if (!state.of(GroupPermissions).mayRead(consumerGroup, topic))
      throw forbidden(
        ForbiddenType.SUBSCRIPTION,
        `the consumer group[${consumerGroup}] is forbidden for topic[${topic}]`,
      );
    return group;
  }

  #ofHeartbeat(data: SubscriptionData): MessageFilter {
    let known = this.#compiled.get(data);
    if (known === undefined) this.#compiled.set(data, (known = { filter: compile(data) }));
    if (known.filter !== undefined) return known.filter;
    throw new Refusal(
      ResponseCode.FILTER_DATA_NOT_EXIST,
      "The broker's consumer filter data is not exist!Your expression may be wrong!",
    );
  }

  #checkType(expressionType: string): void {
    if (expressionType === 'TAG' || this.#services.config.enablePropertyFilter) return;
    throw new Refusal(
      ResponseCode.SYSTEM_ERROR,
      `The broker does not support consumer to filter message by ${expressionType}`,
    );
  }
}

function subscriptionOf(
  { topic, subVersion }: PullMessageRequestHeader,
  group: ConnectedGroup,
): SubscriptionData {
  const data = group.subscriptions.get(topic);
  if (data === undefined)
    throw new Refusal(ResponseCode.SUBSCRIPTION_NOT_EXIST, `the consumer's subscription not exist${seeFaq}`);
  if (data.subVersion < subVersion)
    throw new Refusal(ResponseCode.SUBSCRIPTION_NOT_LATEST, "the consumer's subscription not latest");
  return data;
}

/** Undefined for an expression that does not compile. */
function compile(subscription: FilterSubscription): MessageFilter | undefined {
  try {
    return createMessageFilter(subscription);
  } catch (error) {
    if (error instanceof FilterSyntaxError) return undefined;
    throw error;
  }
}
