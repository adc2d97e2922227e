import {
  QueryConsumerOffsetRequestHeader,
  QueryConsumerOffsetResponseHeader,
} from '../../../src/protocol/headers/query-consumer-offset.js';
import { RequestCode } from '../../../src/protocol/request-code.js';
import type { BrokerNode, BrokerUnderTest } from '../../support/rocketmq/broker-under-test.js';

/** What a broker, by default the first, has stored as the committed offset of the group, by queue; -1 where it has none. */
export function committedOffsets(
  broker: BrokerUnderTest,
  group: string,
  topic: string,
  queues: number,
  { address }: BrokerNode = broker.brokers[0]!,
): Promise<number[]> {
  const ask = async (queueId: number): Promise<number> => {
    const header = { consumerGroup: group, topic, queueId, setZeroIfNotFound: false };
    const extFields = QueryConsumerOffsetRequestHeader.write(header);
    const answer = await broker.request(address, { code: RequestCode.QUERY_CONSUMER_OFFSET, extFields });
    return answer.code === 0 ? QueryConsumerOffsetResponseHeader.read(answer).offset : -1;
  };
  return Promise.all(Array.from({ length: queues }, (_, queueId) => ask(queueId)));
}
