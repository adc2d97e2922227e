import { PropertyKey } from '../../protocol/property-key.js';
import { ResponseCode } from '../../protocol/response-code.js';
import { SysFlag, transactionState } from '../../protocol/sys-flag.js';
import type { BrokerServices } from '../broker/broker-services.js';
import { delayLevelOf } from '../schedule/delay-by-level.js';
import { ipOf } from '../server/host-of.js';
import { Refusal } from '../server/refusal.js';
import type { MessageDraft } from '../store/message-draft.js';
import { halfTopic } from './transaction-topics.js';

/**
 * Sends the first half of a transaction to where it waits for the end; other messages stay as they are.
 *
 * @throws {Refusal} when the broker takes no transactions
 * @see apache/rocketmq 5.3.3 `SendMessageProcessor#sendMessage`, `TransactionalMessageBridge#parseHalfMessageInner`
 */
export function prepareHalf({ config, identity }: BrokerServices, draft: MessageDraft): MessageDraft {
  if (!isHalf(draft)) return draft;
  if (config.rejectTransactionMessage)
    throw new Refusal(
      ResponseCode.NO_PERMISSION,
      `the broker[${ipOf(identity.address)}] sending transaction message is forbidden`,
    );
  const { [PropertyKey.UNIQ_KEY]: uniqueId } = draft.properties;
  return {
    ...draft,
    topic: halfTopic,
    queueId: 0,
    sysFlag: withoutTransaction(draft.sysFlag),
    properties: {
      ...draft.properties,
      ...(uniqueId === undefined ? {} : { [PropertyKey.TRANSACTION_ID]: uniqueId }),
      [PropertyKey.REAL_TOPIC]: draft.topic,
      [PropertyKey.REAL_QID]: String(draft.queueId),
    },
  };
}

/** The property decides, not the flag. What was committed keeps the property, also when it is to come again. */
function isHalf({ properties, sysFlag, reconsumeTimes }: MessageDraft): boolean {
  if (properties[PropertyKey.TRAN_MSG]?.toLowerCase() !== 'true') return false;
  if (transactionState(sysFlag) === SysFlag.TRANSACTION_COMMIT) return false;
  // Sent again by a consumer before 4.6.1, which does not take the property out.
  return !(reconsumeTimes > 0 && delayLevelOf(properties) > 0);
}

/** `sysFlag` with nothing said about a transaction. */
export function withoutTransaction(sysFlag: number): number {
  // Both bits together say rollback.
  return sysFlag & ~SysFlag.TRANSACTION_ROLLBACK;
}
