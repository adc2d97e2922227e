import { isReadable } from '../../../src/protocol/index.js';
import type { BrokerIdentity, ClusterTopics } from '../../../src/testing/broker/broker-services.js';
import type { BrokerState } from '../../../src/testing/broker/broker-state.js';

/** The topics of a broker that is alone in its cluster. */
export function createTopicsHere({ brokerName }: BrokerIdentity, { topics }: BrokerState): ClusterTopics {
  return {
    readableQueues: (topic) => {
      const found = topics.get(topic);
      if (found === undefined) return undefined;
      const length = isReadable(found.perm) ? found.readQueueNums : 0;
      return Array.from({ length }, (_, queueId) => ({ topic, brokerName, queueId }));
    },
  };
}
