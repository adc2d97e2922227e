import { map, merge, take, timer } from 'rxjs';
import {
  ConsumerSendMsgBackRequestHeader,
  createOneway,
  createResponse,
  decodeHeartbeatData,
  encodeConsumerList,
  GetConsumerListByGroupRequestHeader,
  GetMaxOffsetRequestHeader,
  GetMaxOffsetResponseHeader,
  GetMinOffsetRequestHeader,
  GetMinOffsetResponseHeader,
  type HeartbeatData,
  NotifyConsumerIdsChangedRequestHeader,
  PullMessageRequestHeader,
  PullMessageResponseHeader,
  PullSysFlag,
  QueryConsumerOffsetRequestHeader,
  QueryConsumerOffsetResponseHeader,
  type RemotingCommand,
  RequestCode,
  ResponseCode,
  SearchOffsetRequestHeader,
  SearchOffsetResponseHeader,
  SendMessageV2RequestHeader,
  SendMessageV2ResponseHeader,
  UnregisterClientRequestHeader,
  UpdateConsumerOffsetRequestHeader,
} from '../../../src/protocol/index.js';
import { decodeProperties } from '../../../src/protocol/message/message-properties.js';
import type { Runtime } from '../../../src/runtime/runtime.js';
import type { MemoryNetwork } from '../../../src/transport/memory-network.js';
import { StubQueue } from './stub-queue.js';
import { accept, type Answer, refuse, StubServer } from './stub-server.js';

/** How a pull is answered. What is left out follows from the queue. */
export interface PullAnswer {
  readonly code?: number;
  readonly next: number;
  readonly min?: number;
  readonly max?: number;
  readonly suggested?: number;
  readonly offsetDelta?: number;
  readonly records?: readonly Buffer[];
}

export function pullAnswer({ code = ResponseCode.SUCCESS, next, ...rest }: PullAnswer): RemotingCommand {
  return createResponse(code, {
    codec: PullMessageResponseHeader,
    header: {
      suggestWhichBrokerId: rest.suggested ?? 0,
      nextBeginOffset: next,
      minOffset: rest.min ?? 0,
      maxOffset: rest.max ?? next,
      offsetDelta: rest.offsetDelta,
    },
    body: rest.records === undefined ? undefined : Buffer.concat(rest.records),
  });
}

/** A broker that keeps what it is told in maps, and does nothing that no spec asks for. */
export class StubBroker extends StubServer {
  /** Committed offsets, by `group topic@queueId`. */
  readonly offsets = new Map<string, number>();
  /** Client ids by group, as heartbeats have told; a spec may add strangers. */
  readonly members = new Map<string, Set<string>>();
  readonly #queues = new Map<string, StubQueue>();

  constructor(address: string, network: MemoryNetwork, runtime: Runtime) {
    super(address, network, runtime);
    this.#answerGroups();
    this.#answerOffsets();
    this.answers(RequestCode.SEND_MESSAGE_V2, (request) => this.#store(request));
    this.answers(RequestCode.PULL_MESSAGE, (request) => this.#pull(PullMessageRequestHeader.read(request)));
    this.answers(RequestCode.CONSUMER_SEND_MSG_BACK, () => accept());
  }

  queue(topic: string, queueId = 0): StubQueue {
    const key = `${topic}@${queueId}`;
    let queue = this.#queues.get(key);
    if (queue === undefined) this.#queues.set(key, (queue = new StubQueue(topic, queueId)));
    return queue;
  }

  get heartbeats(): HeartbeatData[] {
    return this.asked(RequestCode.HEART_BEAT).map(({ body }) => decodeHeartbeatData(body!));
  }

  /** The headers of all pulls of a queue. */
  pulls(topic: string, queueId = 0): PullMessageRequestHeader[] {
    return this.headers(RequestCode.PULL_MESSAGE, PullMessageRequestHeader).filter(
      (pull) => pull.topic === topic && pull.queueId === queueId,
    );
  }

  /** The offsets of all commits of a queue. */
  commits(topic: string, queueId = 0): number[] {
    return this.headers(RequestCode.UPDATE_CONSUMER_OFFSET, UpdateConsumerOffsetRequestHeader)
      .filter((commit) => commit.topic === topic && commit.queueId === queueId)
      .map(({ commitOffset }) => commitOffset);
  }

  get sendBacks(): ConsumerSendMsgBackRequestHeader[] {
    return this.headers(RequestCode.CONSUMER_SEND_MSG_BACK, ConsumerSendMsgBackRequestHeader);
  }

  /** Tells every client that members of a group came or went. */
  notify(consumerGroup: string): void {
    const code = RequestCode.NOTIFY_CONSUMER_IDS_CHANGED;
    const notice = createOneway(code, NotifyConsumerIdsChangedRequestHeader, { consumerGroup });
    for (const peer of this.peers) peer.invokeOneway(notice).subscribe();
  }

  #answerGroups(): void {
    this.answers(RequestCode.HEART_BEAT, ({ body }) => {
      const { clientID, consumerDataSet } = decodeHeartbeatData(body!);
      for (const { groupName } of consumerDataSet) {
        const ids = this.members.get(groupName) ?? new Set();
        this.members.set(groupName, ids.add(clientID));
      }
      return accept();
    });
    this.answers(RequestCode.UNREGISTER_CLIENT, (request) => {
      const { clientID, consumerGroup = '' } = UnregisterClientRequestHeader.read(request);
      this.members.get(consumerGroup)?.delete(clientID);
      return accept();
    });
    this.answers(RequestCode.GET_CONSUMER_LIST_BY_GROUP, (request) => {
      const { consumerGroup } = GetConsumerListByGroupRequestHeader.read(request);
      const ids = [...(this.members.get(consumerGroup) ?? [])];
      return ids.length === 0
        ? refuse(ResponseCode.SYSTEM_ERROR, 'no consumer for this group')
        : accept(undefined, undefined, encodeConsumerList(ids));
    });
  }

  #answerOffsets(): void {
    this.answers(RequestCode.QUERY_CONSUMER_OFFSET, (request) => {
      const { consumerGroup, topic, queueId } = QueryConsumerOffsetRequestHeader.read(request);
      const offset = this.offsets.get(`${consumerGroup} ${topic}@${queueId}`);
      return offset === undefined
        ? refuse(ResponseCode.QUERY_NOT_FOUND)
        : accept(QueryConsumerOffsetResponseHeader, { offset });
    });
    this.answers(RequestCode.UPDATE_CONSUMER_OFFSET, (request) => {
      const header = UpdateConsumerOffsetRequestHeader.read(request);
      this.offsets.set(`${header.consumerGroup} ${header.topic}@${header.queueId}`, header.commitOffset);
      return accept();
    });
    this.answers(RequestCode.GET_MAX_OFFSET, (request) => {
      const { topic, queueId } = GetMaxOffsetRequestHeader.read(request);
      return accept(GetMaxOffsetResponseHeader, { offset: this.queue(topic, queueId).maxOffset });
    });
    this.answers(RequestCode.GET_MIN_OFFSET, (request) => {
      const { topic, queueId } = GetMinOffsetRequestHeader.read(request);
      return accept(GetMinOffsetResponseHeader, { offset: this.queue(topic, queueId).minOffset });
    });
    this.answers(RequestCode.SEARCH_OFFSET_BY_TIMESTAMP, (request) =>
      accept(SearchOffsetResponseHeader, { offset: SearchOffsetRequestHeader.read(request).timestamp }),
    );
  }

  #store(request: RemotingCommand): Answer {
    const {
      topic,
      queueId,
      sysFlag,
      flag,
      properties = '',
      reconsumeTimes,
    } = SendMessageV2RequestHeader.read(request);
    const queue = this.queue(topic, queueId);
    const queueOffset = queue.maxOffset;
    const body = request.body ?? Buffer.alloc(0);
    const stored = { body, properties: decodeProperties(properties), sysFlag, flag };
    queue.put({ ...stored, reconsumeTimes: reconsumeTimes ?? 0 });
    return accept(SendMessageV2ResponseHeader, { msgId: `stored-${queueOffset}`, queueId, queueOffset });
  }

  #pull(pull: PullMessageRequestHeader): Answer {
    const { topic, queueId, queueOffset, sysFlag, suspendTimeoutMillis } = pull;
    const queue = this.queue(topic, queueId);
    const mayPark = (sysFlag & PullSysFlag.SUSPEND) !== 0 && suspendTimeoutMillis > 0;
    if (queueOffset !== queue.maxOffset || !mayPark) return this.#answerPull(pull);
    const held = timer(suspendTimeoutMillis, this.runtime.scheduler);
    return merge(queue.arrived, held).pipe(
      take(1),
      map(() => this.#answerPull(pull)),
    );
  }

  #answerPull({ topic, queueId, queueOffset, maxMsgNums }: PullMessageRequestHeader): RemotingCommand {
    const queue = this.queue(topic, queueId);
    const { minOffset: min, maxOffset: max } = queue;
    const moved = ResponseCode.PULL_OFFSET_MOVED;
    if (queueOffset < min) return pullAnswer({ code: moved, next: min, min, max });
    if (queueOffset > max) return pullAnswer({ code: moved, next: max, min, max });
    const records = queue.read(queueOffset, maxMsgNums);
    const next = queueOffset + records.length;
    return records.length === 0
      ? pullAnswer({ code: ResponseCode.PULL_NOT_FOUND, next, min, max })
      : pullAnswer({ next, min, max, records });
  }
}
