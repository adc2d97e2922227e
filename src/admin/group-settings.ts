import { InvalidArgumentError } from '../errors/usage-error.js';
import { boolean, type Check, integer, maybe, resolveOptions } from '../internal/options.js';
import type {
  GroupRetryPolicy,
  SubscriptionGroupConfig,
} from '../protocol/bodies/subscription-group-config.js';

/**
 * How a consumer group is to be on each broker, by the names of Java's `SubscriptionGroupConfig`. What is left out has its
 * default when the group is created, and stays when it is updated.
 */
export interface GroupSettings {
  /** Its members may read. Default true. */
  readonly consumeEnable?: boolean;
  /** A member on a slave may begin with the oldest message. Default true. */
  readonly consumeFromMinEnable?: boolean;
  /** Broadcasting is allowed. Default true. */
  readonly consumeBroadcastEnable?: boolean;
  /** For POP: in order. Default false. */
  readonly consumeMessageOrderly?: boolean;
  /** Queues of the retry topic. Default 1. */
  readonly retryQueueNums?: number;
  /** Deliveries after the first before a message goes to the dead letters. Default 16; not used by members that say a number. */
  readonly retryMaxTimes?: number;
  /** For POP: when a message comes again. Default: as the delay levels say. */
  readonly groupRetryPolicy?: GroupRetryPolicy;
  /** Broker id to read from when a member is far behind. Default 1. */
  readonly whichBrokerWhenConsumeSlowly?: number;
  /** Members hear at once of others that come and go. Default true. */
  readonly notifyConsumerIdsChangedEnable?: boolean;
  /** For POP: minutes. Default 15. */
  readonly consumeTimeoutMinute?: number;
}

/** A consumer group as one broker has it. */
export interface GroupView extends Required<GroupSettings> {
  readonly group: string;
  readonly brokerName: string;
  readonly address: string;
}

type Resolved = { readonly [Key in keyof GroupSettings]-?: GroupSettings[Key] | undefined };

const retryPolicy: Check<GroupRetryPolicy> = (value, path) => {
  const type = (value as { readonly type?: unknown } | null)?.type;
  if (type !== 'CUSTOMIZED' && type !== 'EXPONENTIAL')
    throw new InvalidArgumentError(`${path}.type`, 'one of "CUSTOMIZED", "EXPONENTIAL"');
  return value as GroupRetryPolicy;
};

const count = maybe(integer(0, 2 ** 31 - 1));

/** @throws {InvalidArgumentError} naming the setting */
export function checkGroupSettings(settings: GroupSettings): Resolved {
  return resolveOptions<Resolved>('settings', settings, {
    consumeEnable: maybe(boolean),
    consumeFromMinEnable: maybe(boolean),
    consumeBroadcastEnable: maybe(boolean),
    consumeMessageOrderly: maybe(boolean),
    retryQueueNums: count,
    retryMaxTimes: count,
    groupRetryPolicy: maybe(retryPolicy),
    whichBrokerWhenConsumeSlowly: count,
    notifyConsumerIdsChangedEnable: maybe(boolean),
    consumeTimeoutMinute: count,
  });
}

export function changedGroup(config: SubscriptionGroupConfig, settings: Resolved): SubscriptionGroupConfig {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  return { ...config, ...(Object.fromEntries(given) as Partial<SubscriptionGroupConfig>) };
}

export function viewGroup(config: SubscriptionGroupConfig, brokerName: string, address: string): GroupView {
  return {
    group: config.groupName,
    brokerName,
    address,
    consumeEnable: config.consumeEnable,
    consumeFromMinEnable: config.consumeFromMinEnable,
    consumeBroadcastEnable: config.consumeBroadcastEnable,
    consumeMessageOrderly: config.consumeMessageOrderly,
    retryQueueNums: config.retryQueueNums,
    retryMaxTimes: config.retryMaxTimes,
    groupRetryPolicy: config.groupRetryPolicy,
    whichBrokerWhenConsumeSlowly: config.whichBrokerWhenConsumeSlowly,
    notifyConsumerIdsChangedEnable: config.notifyConsumerIdsChangedEnable,
    consumeTimeoutMinute: config.consumeTimeoutMinute,
  };
}
