import { of } from 'rxjs';
import { type CompressionRegistry } from '../payload/compression.js';
import { createCompress } from '../payload/compress.js';
import { createDecompress } from '../payload/decompress.js';
import { Producer } from '../producer/producer.js';
import type { ResolvedProducerOptions } from '../producer/producer-options.js';
import { createRecall } from '../producer/recall.js';
import type { Runtime } from '../runtime/runtime.js';
import type { Cluster } from './cluster.js';

export interface ProducerParts {
  readonly options: ResolvedProducerOptions;
  readonly cluster: Cluster;
  readonly compressions: CompressionRegistry;
  readonly nextMessageId: () => string;
  readonly runtime: Runtime;
  /** Takes it off the client's list; tells whether another producer of its group is left. */
  readonly forget: () => boolean;
}

/** What the body of a reply or a half message may become: the default of consumers. */
const maxBodyBytes = 64 * 1024 * 1024;

/**
 * A producer on the connections of its client.
 *
 * @throws {UnsupportedError} when there is no compression algorithm of the given name
 */
export function createProducer(parts: ProducerParts): Producer {
  const { options, cluster, compressions, nextMessageId, runtime, forget } = parts;
  const { group, compression } = options;
  const unpack = createDecompress(maxBodyBytes, compressions);
  return new Producer({
    options,
    sender: cluster.sender,
    compress: createCompress(compression, compressions),
    heartbeats: cluster.heartbeats,
    recall: createRecall(cluster),
    requests: {
      replies: cluster.replies,
      clientId: cluster.clientId,
      unpack,
      brokerName: (address) => cluster.manager.nameOf(address),
      onMissed: (brokerName, askedAt) => cluster.missReply(brokerName, askedAt),
    },
    transactions: {
      broker: cluster.broker,
      masterOf: (brokerName) => cluster.manager.masterOf(brokerName),
      unpack,
      checks: cluster.checks,
      everyBroker: cluster.everyBroker,
    },
    nextMessageId,
    runtime,
    release: () => (forget() ? of(undefined) : cluster.unregister({ producerGroup: group })),
  });
}
