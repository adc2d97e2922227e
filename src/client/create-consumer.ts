import { Consumer } from '../consumer/consumer.js';
import type { ResolvedConsumerOptions } from '../consumer/consumer-options.js';
import { retryTopicOf } from '../message/group-topics.js';
import { Subscription } from '../message/subscription.js';
import type { CompressionRegistry } from '../payload/compression.js';
import { createDecompress } from '../payload/decompress.js';
import type { Runtime } from '../runtime/runtime.js';
import type { ResolvedClientOptions } from './client-options.js';
import type { Cluster } from './cluster.js';

export interface ConsumerParts {
  readonly options: ResolvedConsumerOptions;
  readonly client: Pick<ResolvedClientOptions, 'requestTimeoutMs' | 'delayLevelsMs' | 'unitMode'>;
  readonly cluster: Cluster;
  readonly compressions: CompressionRegistry;
  readonly runtime: Runtime;
  /** The consumer is closed. */
  readonly forget: () => void;
}

/** A member of a group over the connections of a client: what it subscribes to, and who it says it is. */
export function createConsumer({
  options,
  client,
  cluster,
  compressions,
  runtime,
  forget,
}: ConsumerParts): Consumer {
  const { group, subscribe } = options;
  const version = runtime.now();
  const subscriptions = new Map(
    [...Object.entries(subscribe), [retryTopicOf(group), '*'] as const].map(([topic, expression]) => [
      topic,
      new Subscription(topic, expression, version),
    ]),
  );
  return new Consumer({
    options,
    clientId: cluster.clientId,
    timeoutMs: client.requestTimeoutMs,
    delayLevelsMs: client.delayLevelsMs,
    routes: cluster.routes,
    broker: cluster.broker,
    readAddress: (brokerName, suggestedId) => cluster.manager.forReading(brokerName, suggestedId),
    heartbeats: cluster.heartbeats,
    sender: cluster.sender,
    runtime,
    decompress: createDecompress(options.maxDecompressedBytes, compressions),
    membersChanged$: cluster.requests.consumerIdsChanged$,
    topics: [...subscriptions.keys()],
    subscription: (topic) => subscriptions.get(topic)!,
    consumerData: () => ({
      groupName: group,
      consumeType: 'CONSUME_PASSIVELY',
      messageModel: 'CLUSTERING',
      consumeFromWhere: 'CONSUME_FROM_LAST_OFFSET',
      unitMode: client.unitMode,
      subscriptionDataSet: [...subscriptions.values()].map((subscription) => subscription.toData()),
    }),
    onUndecodable: options.onUndecodable,
    unregister: () => cluster.unregister({ consumerGroup: group }),
    forget,
  });
}
