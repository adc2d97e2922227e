import { createUniqueIdGenerator } from '../../protocol/message/message-id.js';
import { PropertyKey } from '../../protocol/property-key.js';
import type { RemotingCommand } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import { ResponseCode } from '../../protocol/response-code.js';
import type { BrokerServices } from '../broker/broker-services.js';
import type { Feature } from '../broker/feature.js';
import { rejectOnSlave } from '../broker/reject-request.js';
import { putAsIs } from '../broker/put-as-is.js';
import { Refusal } from '../server/refusal.js';
import { refusingWith } from '../server/refusing-with.js';
import type { ClientPeer } from '../server/request-table.js';
import type { MessageDraft } from '../store/message-draft.js';
import type { StoredEntry } from '../store/stored-entry.js';
import { checkSize } from './check-size.js';
import { draftOfRequest, traceFields } from './draft-of-request.js';
import { sendAnswer } from './send-answer.js';
import { readSendRequest, type SendRequest } from './send-request.js';
import { splitBatch } from './split-batch.js';
import { topicForSending } from './topic-for-sending.js';

/** What other features have to say about a send. */
export interface SendRules {
  /** Where a message goes that a consumer sends to a retry topic by itself. */
  redirectRetry(draft: MessageDraft, request: SendRequest): MessageDraft;
  /** By what the sender may recall a stored message; undefined for most. */
  recallHandle(entry: StoredEntry): string | undefined;
}

/** Stores what producers send: SEND_MESSAGE (10), SEND_MESSAGE_V2 (310), SEND_BATCH_MESSAGE (320). */
export function createSendFeature(services: BrokerServices, rules: SendRules): Feature {
  const { runtime } = services;
  const newId = createUniqueIdGenerator({
    address: Buffer.from([127, 0, 0, 1]),
    pid: anyPid,
    now: () => runtime.now(),
    random: () => runtime.random(),
  });
  // Refused sends carry the trace fields too.
  const send = refusingWith(traceFields, (request, peer) => store(services, rules, newId, request, peer));
  return {
    requests: {
      [RequestCode.SEND_MESSAGE]: send,
      [RequestCode.SEND_MESSAGE_V2]: send,
      [RequestCode.SEND_BATCH_MESSAGE]: send,
    },
  };
}

const anyPid = 0xffff;

function store(
  services: BrokerServices,
  rules: SendRules,
  newId: () => string,
  command: RemotingCommand,
  peer: ClientPeer,
): RemotingCommand {
  rejectOnSlave(services);
  const { identity, config } = services;
  // The wire cannot tell an empty body from none, and the real broker does not expect that.
  if (command.body === undefined)
    throw new Refusal(ResponseCode.SYSTEM_ERROR, 'java.lang.NullPointerException', {});
  const request = readSendRequest(command);
  const topic = topicForSending(services, request, peer.address);
  // The body is a view of the frame: the store keeps a copy of its own in the record.
  const draft = draftOfRequest(services, newId, request, topic, command.body, peer);
  checkSize(draft, config);
  const isBatch = request.batch === true;
  const drafts = isBatch ? splitBatch(draft, topic) : [rules.redirectRetry(draft, request)];
  // Real brokers ask single messages only whether they are half a transaction or have to wait.
  const entries = drafts.map((each) => (isBatch ? putAsIs(services, each) : services.store(each)));
  const [first] = entries;
  return sendAnswer({
    entries,
    storeHost: identity.address,
    queueId: draft.queueId,
    uniqueId: draft.properties[PropertyKey.UNIQ_KEY],
    isInnerBatch: drafts[0]?.count !== undefined,
    recallHandle: first === undefined ? undefined : rules.recallHandle(first),
  });
}
