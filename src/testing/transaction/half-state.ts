import type { StoredMessage } from '../../protocol/message/stored-message.js';
import { PropertyKey } from '../../protocol/property-key.js';
import type { BrokerConfig } from '../broker/broker-config.js';

type Properties = Readonly<Record<string, string>>;

const javaLong = /^[+-]?\d+$/;

/** How long the sender wants not to be asked, in milliseconds; undefined when it does not say so in a number. */
export function immunityOf(properties: Properties): number | undefined {
  const seconds = properties[PropertyKey.CHECK_IMMUNITY_TIME_IN_SECONDS];
  if (seconds === undefined || !javaLong.test(seconds) || Number(seconds) === -1) return undefined;
  return Number(seconds) * 1000;
}

/** How often a half message was looked at before. An administrator may have it begin again at 0. */
export function looksAt(properties: Properties): number {
  return Number(properties[PropertyKey.TRANSACTION_CHECK_TIMES] ?? 0);
}

/** Where a half message was first, which its copies remember that were made while the sender did not want to be asked. */
export function preparedOffsetOf(properties: Properties, queueOffset: number): number {
  return Number(properties[PropertyKey.TRAN_PREPARED_QUEUE_OFFSET] ?? queueOffset);
}

/**
 * When a half message is to be looked at: when its sender may be asked for the first time, and then every
 * `transactionCheckInterval`; while the sender does not want to be asked, at every interval already.
 */
export function nextLookAt(
  { properties, bornTimestamp }: Pick<StoredMessage, 'properties' | 'bornTimestamp'>,
  storedAt: number,
  config: Pick<BrokerConfig, 'transactionTimeOut' | 'transactionCheckInterval'>,
): number {
  const immunityMs = immunityOf(properties);
  const firstAt = bornTimestamp + (immunityMs ?? config.transactionTimeOut);
  const againAt = storedAt + config.transactionCheckInterval;
  if (immunityMs !== undefined && firstAt > storedAt) return Math.min(firstAt, againAt);
  return looksAt(properties) === 0 ? firstAt : againAt;
}
