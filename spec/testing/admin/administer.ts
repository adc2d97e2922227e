import type { ConsumerData, HeaderCodec, SubscriptionData } from '../../../src/protocol/index.js';
import { createAdminFeature } from '../../../src/testing/admin/admin-feature.js';
import type { ConnectedClient } from '../../../src/testing/clients/client-directory.js';
import type { MessageDraft } from '../../../src/testing/store/message-draft.js';
import { ask, askPlainly, somePeer } from '../support/ask.js';
import { makeDraft } from '../support/make-draft.js';
import { makeServices } from '../support/make-services.js';

/** A broker in virtual time that can do nothing but be administered. It has the topic `orders` with two queues. */
export function administer(settings: Parameters<typeof makeServices>[0] = {}) {
  const made = makeServices(settings);
  const { clients, clock, services, state } = made;
  const { requests, statistics, stop } = createAdminFeature(services);
  state.topics.ensure('orders', 2);
  return {
    ...made,
    statistics,
    stop,
    ask: <H>(code: number, codec: HeaderCodec<H>, header: NoInfer<H>, body?: Uint8Array) =>
      ask(requests, code, codec, header, body),
    askPlainly: (code: number, body?: Uint8Array) => askPlainly(requests, code, body),
    put: (draft: Partial<MessageDraft> = {}) => services.store(makeDraft({ queueId: 0, ...draft })),
    /** A member of a consumer group. */
    consume: (groupName: string, ...topics: string[]) =>
      clients.registerConsumer(clientAt(clock.now), consumerOf(groupName, topics), true),
    produce: (group: string) => clients.registerProducer(clientAt(clock.now), group),
  };
}

const clientAt = (lastHeartbeatAt: number): ConnectedClient => ({
  clientId: '10.0.0.9@1',
  peer: somePeer,
  language: 9,
  version: 441,
  lastHeartbeatAt,
});

const consumerOf = (groupName: string, topics: readonly string[]): ConsumerData => ({
  groupName,
  consumeType: 'CONSUME_PASSIVELY',
  messageModel: 'CLUSTERING',
  consumeFromWhere: 'CONSUME_FROM_LAST_OFFSET',
  unitMode: false,
  subscriptionDataSet: topics.map(subscriptionTo),
});

export const subscriptionTo = (topic: string): SubscriptionData => ({
  topic,
  subString: '*',
  expressionType: 'TAG',
  tagsSet: [],
  codeSet: [],
  subVersion: 1,
  classFilterMode: false,
});
