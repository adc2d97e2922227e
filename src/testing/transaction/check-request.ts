import { CheckTransactionStateRequestHeader } from '../../protocol/headers/check-transaction-state.js';
import { encodeOffsetMessageId } from '../../protocol/message/message-id.js';
import { encodeProperties } from '../../protocol/message/message-properties.js';
import { encodeStoredMessage } from '../../protocol/message/stored-message-encoder.js';
import type { StoredMessage } from '../../protocol/message/stored-message.js';
import { PropertyKey } from '../../protocol/property-key.js';
import { createOneway, type RemotingCommand } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import type { BrokerIdentity } from '../broker/broker-services.js';
import type { StoredEntry } from '../store/stored-entry.js';
import { looksAt } from './half-state.js';
import { halfTopic } from './transaction-topics.js';

/**
 * CHECK_TRANSACTION_STATE (39) about a half message: as it was read, at the place where it was stored again for the
 * question, under its own topic.
 *
 * @see apache/rocketmq 5.3.3 `broker/…/transaction/AbstractTransactionalMessageCheckListener#sendCheckMessage`
 */
export function createCheckRequest(
  { address, brokerName }: BrokerIdentity,
  message: StoredMessage,
  { queueOffset, physicalOffset }: StoredEntry,
): RemotingCommand {
  const { properties, body, flag, sysFlag, bornTimestamp, bornHost, storeTimestamp, storeHost } = message;
  const { [PropertyKey.UNIQ_KEY]: uniqueId, [PropertyKey.REAL_TOPIC]: topic = '' } = properties;
  const record = encodeStoredMessage({
    topic,
    body,
    properties: encodeProperties({
      ...properties,
      [PropertyKey.TRANSACTION_CHECK_TIMES]: String(looksAt(properties) + 1),
      [PropertyKey.WAIT]: 'false',
    }),
    queueId: Number(properties[PropertyKey.REAL_QID]),
    queueOffset,
    physicalOffset,
    flag,
    sysFlag,
    bornTimestamp,
    bornHost,
    storeTimestamp,
    storeHost,
    reconsumeTimes: message.reconsumeTimes,
    preparedTransactionOffset: message.preparedTransactionOffset,
  });
  return createOneway(
    RequestCode.CHECK_TRANSACTION_STATE,
    CheckTransactionStateRequestHeader,
    {
      topic: halfTopic,
      tranStateTableOffset: queueOffset,
      commitLogOffset: physicalOffset,
      msgId: uniqueId,
      transactionId: uniqueId,
      offsetMsgId: encodeOffsetMessageId({ address, physicalOffset }),
      bname: brokerName,
    },
    record,
  );
}
