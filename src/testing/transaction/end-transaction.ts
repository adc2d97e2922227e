import { EndTransactionRequestHeader } from '../../protocol/headers/end-transaction.js';
import { PropertyKey } from '../../protocol/property-key.js';
import { createResponse } from '../../protocol/remoting-command.js';
import { ResponseCode } from '../../protocol/response-code.js';
import { SysFlag } from '../../protocol/sys-flag.js';
import type { BrokerServices } from '../broker/broker-services.js';
import { accept } from '../server/accept.js';
import { Refusal } from '../server/refusal.js';
import type { RequestHandler } from '../server/request-table.js';
import { draftOf, type StoredEntry } from '../store/stored-entry.js';
import type { MessageDraft } from '../store/message-draft.js';
import { immunityOf, preparedOffsetOf } from './half-state.js';
import { withoutTransaction } from './prepare-half.js';

/**
 * END_TRANSACTION (37): stores the message of a half message in its own topic, or forgets the half message. Twice committed
 * is twice stored, as by real brokers. When the end is unknown nothing happens, not even an answer.
 *
 * @param settle - told the offset of a half message, see `preparedOffsetOf`, that nobody has to look at any more
 * @see apache/rocketmq 5.3.3 `broker/…/processor/EndTransactionProcessor`
 */
export function createEndTransaction(
  services: BrokerServices,
  settle: (preparedOffset: number) => void,
): RequestHandler {
  return (request) => {
    if (services.identity.brokerId !== 0) return createResponse(ResponseCode.SLAVE_NOT_AVAILABLE);
    const header = EndTransactionRequestHeader.read(request);
    const isCommit = header.commitOrRollback === SysFlag.TRANSACTION_COMMIT;
    if (!isCommit && header.commitOrRollback !== SysFlag.TRANSACTION_ROLLBACK) return undefined;
    const entry = services.state.store.at(header.commitLogOffset);
    if (entry === undefined)
      throw new Refusal(ResponseCode.SYSTEM_ERROR, 'Find prepared transaction message failed');
    const half = draftOf(entry);
    if (header.fromTransactionCheck !== true && isTooLate(services, half))
      return createResponse(ResponseCode.ILLEGAL_OPERATION);
    checkOwner(header, half, entry);
    if (isCommit) commit(services, half, entry.physicalOffset);
    settle(preparedOffsetOf(half.properties, entry.queueOffset));
    return accept();
  };
}

/** The sender chose when it wants to be asked, and has let that time pass: now only the answer to the question counts. */
function isTooLate({ config, runtime }: BrokerServices, half: MessageDraft): boolean {
  if (half.properties[PropertyKey.CHECK_IMMUNITY_TIME_IN_SECONDS] === undefined) return false;
  const immunityMs = Math.max(immunityOf(half.properties) ?? 0, config.transactionTimeOut);
  return runtime.now() - half.bornTimestamp > immunityMs;
}

function checkOwner(header: EndTransactionRequestHeader, half: MessageDraft, entry: StoredEntry): void {
  if (half.properties[PropertyKey.PGROUP] !== header.producerGroup)
    throw new Refusal(ResponseCode.SYSTEM_ERROR, 'The producer group wrong');
  if (entry.queueOffset !== header.tranStateTableOffset)
    throw new Refusal(ResponseCode.SYSTEM_ERROR, 'The transaction state table offset wrong');
}

/** The properties stay as they were: brokers write them before they take REAL_TOPIC, REAL_QID and TRAN_MSG out. */
function commit(services: BrokerServices, half: MessageDraft, physicalOffset: number): void {
  const { [PropertyKey.REAL_TOPIC]: topic, [PropertyKey.REAL_QID]: queueId } = half.properties;
  if (topic === undefined)
    throw new Refusal(ResponseCode.SYSTEM_ERROR, 'Find prepared transaction message failed');
  services.store({
    ...half,
    topic,
    queueId: Number(queueId),
    sysFlag: withoutTransaction(half.sysFlag) | SysFlag.TRANSACTION_COMMIT,
    preparedTransactionOffset: physicalOffset,
  });
}
