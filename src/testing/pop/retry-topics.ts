import { popTopic, RetryMark } from '../../protocol/pop/retry-mark.js';
import type { BrokerConfig } from '../broker/broker-config.js';
import type { PopPlace } from './pop-access.js';

type GroupTopic = Pick<PopPlace, 'consumerGroup' | 'topic'>;

/** Where the messages of a topic go that a group did not acknowledge in time. */
export function retryTopicToWrite({ topic, consumerGroup }: GroupTopic, config: BrokerConfig): string {
  return popTopic(topic, consumerGroup, config.enableRetryTopicV2 ? RetryMark.RETRY_V2 : RetryMark.RETRY_V1);
}

/**
 * The retry topic that a pop reads: one at a time. While there may be messages in an old one, every other pop reads that.
 *
 * @param dice - an integer from 0 to 99
 */
export function retryTopicToRead(place: GroupTopic, config: BrokerConfig, dice: number): string {
  const readsOld = config.enableRetryTopicV2 && config.retrieveMessageFromPopRetryTopicV1 && dice % 2 === 0;
  return readsOld
    ? popTopic(place.topic, place.consumerGroup, RetryMark.RETRY_V1)
    : retryTopicToWrite(place, config);
}

/** The retry topics that may hold something for a group. */
export function retryTopicsToWatch(place: GroupTopic, config: BrokerConfig): readonly string[] {
  const current = retryTopicToWrite(place, config);
  const watchesOld = config.enableRetryTopicV2 && config.retrieveMessageFromPopRetryTopicV1;
  return watchesOld ? [current, popTopic(place.topic, place.consumerGroup, RetryMark.RETRY_V1)] : [current];
}
