import { ResumeCheckHalfMessageRequestHeader } from '../../protocol/headers/resume-check-half-message.js';
import { decodeOffsetMessageId } from '../../protocol/message/message-id.js';
import { PropertyKey } from '../../protocol/property-key.js';
import type { RemotingCommand } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import { ResponseCode } from '../../protocol/response-code.js';
import type { BrokerServices } from '../broker/broker-services.js';
import { putAsIs } from '../broker/put-as-is.js';
import { accept } from '../server/accept.js';
import { Refusal } from '../server/refusal.js';
import type { RequestTable } from '../server/request-table.js';
import { draftOf } from '../store/stored-entry.js';
import { halfTopic } from '../transaction/transaction-topics.js';

/** What an administrator tells a broker to do now (Java `AdminBrokerProcessor`). In memory there is nothing to clean. */
export function createHousekeepingRequests(services: BrokerServices): RequestTable {
  return {
    [RequestCode.CLEAN_EXPIRED_CONSUMEQUEUE]: nothing,
    [RequestCode.CLEAN_UNUSED_TOPIC]: nothing,
    [RequestCode.DELETE_EXPIRED_COMMITLOG]: nothing,

    [RequestCode.RESUME_CHECK_HALF_MESSAGE]: (request) => {
      const { msgId = '' } = ResumeCheckHalfMessageRequestHeader.read(request);
      checkAgain(services, msgId);
      return accept();
    },
  };
}

const nothing = (): RemotingCommand => accept();

/** Puts a half message that was given up back to the others, as if it had never been asked about. */
function checkAgain(services: BrokerServices, offsetMessageId: string): void {
  try {
    const entry = services.state.store.at(decodeOffsetMessageId(offsetMessageId).physicalOffset);
    if (entry === undefined) throw new TypeError('No message is there');
    const draft = draftOf(entry);
    const properties = { ...draft.properties, [PropertyKey.TRANSACTION_CHECK_TIMES]: '0' };
    putAsIs(services, { ...draft, topic: halfTopic, queueId: 0, properties });
  } catch {
    // Whatever it was: the real broker says no more than this.
    throw new Refusal(
      ResponseCode.SYSTEM_ERROR,
      'Exception was thrown when putting message back to RMQ_SYS_TRANS_HALF_TOPIC.',
    );
  }
}
