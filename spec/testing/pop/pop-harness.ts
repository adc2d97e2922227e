import {
  AckMessageRequestHeader,
  ChangeInvisibleTimeRequestHeader,
  ChangeInvisibleTimeResponseHeader,
  createRequest,
  decodeStoredMessages,
  formatReceiptHandle,
  NotificationRequestHeader,
  parseMsgOffsetInfo,
  parseStartOffsetInfo,
  PeekMessageRequestHeader,
  PollingInfoRequestHeader,
  popTopic,
  PopMessageRequestHeader,
  PopMessageResponseHeader,
  type ReceiptHandle,
  type RemotingCommand,
  renewReceiptHandle,
  RequestCode,
  type StoredMessage,
} from '../../../src/protocol/index.js';
import type { BrokerConfig } from '../../../src/testing/broker/broker-config.js';
import { Checkpoints } from '../../../src/testing/pop/checkpoints.js';
import { OffsetResets } from '../../../src/testing/clients/offset-resets.js';
import { createPopFeature } from '../../../src/testing/pop/pop-feature.js';
import type { MessageDraft } from '../../../src/testing/store/message-draft.js';
import { makeServices } from '../support/make-services.js';
import { serveFeatures } from '../support/serve-features.js';

/** A message as its consumer sees it. */
export interface Popped {
  readonly message: StoredMessage;
  readonly handle: ReceiptHandle;
}

type PopSettings = Partial<PopMessageRequestHeader>;

const startAt = 1_700_000_000_000;

/** A broker that does POP and nothing else, with the topic `orders` of one queue, and a connection to it. */
export function makePop(
  config: Partial<BrokerConfig> = {},
  queues = 1,
  former?: Parameters<typeof makeServices>[0],
) {
  const made = makeServices({ config, ...former });
  const { clock, services, state } = made;
  if (former === undefined) clock.tick(startAt);
  const resets = new OffsetResets(services.config);
  const feature = createPopFeature(services, {
    takeReset: (group, topic, queueId) => resets.take(group, topic, queueId),
    isResetPending: (group, topic, queueId) => resets.isPending(group, topic, queueId),
  });
  const server = serveFeatures(clock, feature);
  const { connect } = server;
  const connection = connect();
  state.topics.ensure('orders', queues);

  const put = (text: string, draft: Partial<MessageDraft> = {}): void => {
    services.store({
      topic: 'orders',
      queueId: 0,
      body: Buffer.from(text),
      properties: { KEYS: text },
      flag: 0,
      sysFlag: 0,
      bornTimestamp: clock.now,
      bornHost: '127.0.0.1:40000',
      reconsumeTimes: 0,
      ...draft,
    });
    clock.flush();
  };
  /** The request of a pop that does not wait. */
  const popRequest = (settings: PopSettings = {}): RemotingCommand =>
    createRequest(RequestCode.POP_MESSAGE, PopMessageRequestHeader, {
      consumerGroup: 'billing',
      topic: 'orders',
      queueId: -1,
      maxMsgNums: 32,
      invisibleTime: 10_000,
      pollTime: 0,
      bornTime: clock.now,
      initMode: 0,
      ...settings,
    });
  /** The answer, which comes at once. */
  const ask = (request: RemotingCommand, from = connection): RemotingCommand => {
    const { values, failure } = from.send(request);
    if (values[0] === undefined) throw failure ?? new Error(`no answer to request ${request.code} yet`);
    return values[0];
  };
  const pop = (settings?: PopSettings): Popped[] => poppedOf(ask(popRequest(settings)));
  const realTopic = ({ retryMark }: ReceiptHandle, group = 'billing'): string =>
    popTopic('orders', group, retryMark);
  const ack = (handle: ReceiptHandle, changes: Partial<AckMessageRequestHeader> = {}): RemotingCommand =>
    ask(
      createRequest(RequestCode.ACK_MESSAGE, AckMessageRequestHeader, {
        consumerGroup: 'billing',
        topic: realTopic(handle),
        queueId: handle.queueId,
        extraInfo: formatReceiptHandle(handle),
        offset: handle.queueOffset,
        ...changes,
      }),
    );
  const changeRequest = (
    handle: ReceiptHandle,
    invisibleTime: number,
    changes: Partial<ChangeInvisibleTimeRequestHeader> = {},
  ): RemotingCommand =>
    createRequest(RequestCode.CHANGE_MESSAGE_INVISIBLETIME, ChangeInvisibleTimeRequestHeader, {
      consumerGroup: 'billing',
      topic: realTopic(handle),
      queueId: handle.queueId,
      extraInfo: formatReceiptHandle(handle),
      offset: handle.queueOffset,
      invisibleTime,
      ...changes,
    });
  /** The new handle. */
  const change = (handle: ReceiptHandle, invisibleTime: number): ReceiptHandle =>
    renewReceiptHandle(
      handle,
      ChangeInvisibleTimeResponseHeader.read(ask(changeRequest(handle, invisibleTime))),
    );
  const notificationRequest = (settings: Partial<NotificationRequestHeader> = {}): RemotingCommand =>
    createRequest(RequestCode.NOTIFICATION, NotificationRequestHeader, {
      consumerGroup: 'billing',
      topic: 'orders',
      queueId: -1,
      pollTime: 0,
      bornTime: clock.now,
      ...settings,
    });
  const peek = (settings: Partial<PeekMessageRequestHeader> = {}): RemotingCommand =>
    ask(
      createRequest(RequestCode.PEEK_MESSAGE, PeekMessageRequestHeader, {
        consumerGroup: 'billing',
        topic: 'orders',
        queueId: -1,
        maxMsgNums: 32,
        ...settings,
      }),
    );
  const held = (queueId = -1): string | undefined =>
    ask(
      createRequest(RequestCode.POLLING_INFO, PollingInfoRequestHeader, {
        consumerGroup: 'billing',
        topic: 'orders',
        queueId,
      }),
    ).extFields?.['pollingNum'];
  return {
    ...made,
    ack,
    ask,
    change,
    changeRequest,
    checkpoints: state.of(Checkpoints),
    connect,
    connection,
    feature,
    held,
    notificationRequest,
    peek,
    pop,
    popRequest,
    put,
    resets,
    stop: server.stop,
  };
}

export const textsOf = (popped: readonly Popped[]): string[] =>
  popped.map(({ message }) => message.body.toString());

/** The messages of an answer with their handles, as a consumer works them out. */
export function poppedOf(answer: RemotingCommand): Popped[] {
  const header = PopMessageResponseHeader.read(answer);
  const { popTime, invisibleTime, reviveQid } = header;
  const places = parseMsgOffsetInfo(header.msgOffsetInfo).flatMap(({ retryMark, queueId, offsets }, index) =>
    offsets.map((queueOffset): ReceiptHandle => {
      const startOffset = parseStartOffsetInfo(header.startOffsetInfo)[index]?.startOffset ?? -1;
      const brokerName = 'broker-a';
      return { startOffset, popTime, invisibleTime, reviveQid, retryMark, brokerName, queueId, queueOffset };
    }),
  );
  const messages = answer.body === undefined ? [] : decodeStoredMessages(answer.body);
  return messages.map((message, index) => ({ message, handle: places[index]! }));
}
