import { filter, map, merge, type Observable, take, timer } from 'rxjs';
import { PullMessageRequestHeader, PullMessageResponseHeader } from '../../protocol/headers/pull-message.js';
import { hasPullFlag, PullSysFlag } from '../../protocol/pull-sys-flag.js';
import { createResponse, type RemotingCommand } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import { ResponseCode } from '../../protocol/response-code.js';
import type { BrokerServices } from '../broker/broker-services.js';
import type { Feature } from '../broker/feature.js';
import { rejectOnSlave } from '../broker/reject-request.js';
import type { MessageFilter } from '../filter/message-filter.js';
import type { RequestHandler } from '../server/request-table.js';
import { checkPull, type PullAccess } from './pull-access.js';
import { PullFilters } from './pull-filter.js';
import { isWanted, readQueue } from './read-queue.js';
import type { ReadResult, ReadStatus } from './read-result.js';

/** What other features have to say about a pull. */
export interface PullRules {
  /** An offset that an administrator wants the group to continue at; asking takes it. */
  takeReset(group: string, topic: string, queueId: number): number | undefined;
  /** Told of everything that is handed out. */
  handedOut(pull: PullMessageRequestHeader, result: ReadResult): void;
}

/** A pull with all that was looked up for it. */
interface Pull {
  readonly request: PullMessageRequestHeader;
  readonly access: PullAccess;
  readonly filter: MessageFilter;
}

/** Answers PULL_MESSAGE (11) and LITE_PULL_MESSAGE (361), at once or when a message arrives (Java `PullMessageProcessor`). */
export function createPullFeature(services: BrokerServices, rules: PullRules): Feature {
  const filters = new PullFilters(services);
  const answer: RequestHandler = (command, peer) => {
    if (!services.config.slaveReadEnable) rejectOnSlave(services);
    const request = PullMessageRequestHeader.read(command);
    const access = checkPull(services, request, command.code, peer.address);
    const pull: Pull = { request, access, filter: filters.filterOf(request) };
    commit(services, request);
    const answered = respond(services, rules, pull);
    return mayPark(request) && answered.code === ResponseCode.PULL_NOT_FOUND
      ? park(services, pull).pipe(map(() => respond(services, rules, pull)))
      : answered;
  };
  return { requests: { [RequestCode.PULL_MESSAGE]: answer, [RequestCode.LITE_PULL_MESSAGE]: answer } };
}

/** What a slave is told about offsets lasts until it gets its master's table, in real clusters. */
function commit({ state, identity }: BrokerServices, request: PullMessageRequestHeader): void {
  const { sysFlag, consumerGroup, topic, queueId, commitOffset } = request;
  if (hasPullFlag(sysFlag, PullSysFlag.COMMIT_OFFSET) && identity.brokerId === masterId)
    state.offsets.set(consumerGroup, topic, queueId, commitOffset);
}

function read(services: BrokerServices, rules: PullRules, { request, filter: wanted }: Pull): ReadResult {
  const { consumerGroup, topic, queueId, queueOffset, maxMsgNums } = request;
  const reset = rules.takeReset(consumerGroup, topic, queueId);
  if (reset !== undefined) return { status: 'OFFSET_RESET', entries: [], nextOffset: reset };
  const { maxTransferCountOnMessageInMemory, maxTransferBytesOnMessageInMemory } = services.config;
  // No broker looks at `maxMsgBytes` of the request.
  const limits = {
    maxMessages: Math.min(maxMsgNums, maxTransferCountOnMessageInMemory),
    maxBytes: maxTransferBytesOnMessageInMemory,
  };
  return readQueue(services.state.store.queue(topic, queueId), queueOffset, limits, wanted);
}

const mayPark = ({ sysFlag, suspendTimeoutMillis }: PullMessageRequestHeader): boolean =>
  hasPullFlag(sysFlag, PullSysFlag.SUSPEND) && suspendTimeoutMillis > 0;

/** Emits once: when a message that the pull wants arrives in its queue, or when its time is over. */
function park(
  { arrivals, runtime, config }: BrokerServices,
  { request, filter: wanted }: Pull,
): Observable<unknown> {
  const { topic, queueId, suspendTimeoutMillis } = request;
  const timeoutMs = config.longPollingEnable ? suspendTimeoutMillis : config.shortPollingTimeMills;
  const arrived$ = arrivals.in(topic, queueId).pipe(filter((entry) => isWanted(wanted, entry)));
  return merge(arrived$, timer(timeoutMs, runtime.scheduler)).pipe(take(1));
}

function respond(services: BrokerServices, rules: PullRules, pull: Pull): RemotingCommand {
  const { request, access } = pull;
  const result = read(services, rules, pull);
  const queue = services.state.store.queue(request.topic, request.queueId);
  rules.handedOut(request, result);
  const isFarBehind =
    wasRead(result) && queue.maxOffset - result.nextOffset > services.config.slaveReadBehindMessages;
  const isForMaster = services.identity.brokerId !== masterId && !isFarBehind;
  return createResponse(isForMaster ? codeOfSlave(result) : codeOf(result, request.queueOffset), {
    remark: result.status,
    codec: PullMessageResponseHeader,
    header: {
      suggestWhichBrokerId: isForMaster ? masterId : suggestedBroker(services, access, isFarBehind),
      nextBeginOffset: result.nextOffset,
      minOffset: queue.minOffset,
      maxOffset: queue.maxOffset,
      topicSysFlag: access.topic.topicSysFlag,
      groupSysFlag: access.group.groupSysFlag,
    },
    body: result.entries.length === 0 ? undefined : Buffer.concat(result.entries.map(({ record }) => record)),
  });
}

/** What a status is answered with; an empty queue depends on where the reader thinks it is. */
const codes: Readonly<Record<ReadStatus, number>> = {
  FOUND: ResponseCode.SUCCESS,
  NO_MATCHED_MESSAGE: ResponseCode.PULL_RETRY_IMMEDIATELY,
  NO_MESSAGE_IN_QUEUE: ResponseCode.PULL_NOT_FOUND,
  OFFSET_OVERFLOW_ONE: ResponseCode.PULL_NOT_FOUND,
  OFFSET_OVERFLOW_BADLY: ResponseCode.PULL_OFFSET_MOVED,
  OFFSET_TOO_SMALL: ResponseCode.PULL_OFFSET_MOVED,
  OFFSET_RESET: ResponseCode.PULL_OFFSET_MOVED,
};

function codeOf({ status }: ReadResult, requestOffset: number): number {
  return status === 'NO_MESSAGE_IN_QUEUE' && requestOffset !== 0
    ? ResponseCode.PULL_OFFSET_MOVED
    : codes[status];
}

/** Of a slave that is not there for this reader: it lets nobody wait, and judges no offset. */
const codeOfSlave = ({ status }: ReadResult): number =>
  status === 'FOUND' ? ResponseCode.SUCCESS : ResponseCode.PULL_RETRY_IMMEDIATELY;

const wasRead = ({ status }: ReadResult): boolean => status === 'FOUND' || status === 'NO_MATCHED_MESSAGE';

/** The real broker sends readers away whose messages are no longer in its memory; here that is a number of messages. */
function suggestedBroker({ config }: BrokerServices, { group }: PullAccess, isFarBehind: boolean): number {
  if (!config.slaveReadEnable) return masterId;
  return isFarBehind ? group.whichBrokerWhenConsumeSlowly : group.brokerId;
}

const masterId = 0;
