/** One queue of a topic on one broker. */
export interface MessageQueue {
  readonly topic: string;
  readonly brokerName: string;
  readonly queueId: number;
}

/** `topic@brokerName@queueId`: the name of a queue as a map key and in errors. */
export function queueKey({ topic, brokerName, queueId }: MessageQueue): string {
  return `${topic}@${brokerName}@${queueId}`;
}

const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/**
 * Order of queues within a group's allocation. Every member must sort alike, so this is Java's order: topic, broker name
 * (by UTF-16 unit), queue id.
 *
 * @see apache/rocketmq `common/…/message/MessageQueue#compareTo`
 */
export function compareQueues(left: MessageQueue, right: MessageQueue): number {
  return (
    compareText(left.topic, right.topic) ||
    compareText(left.brokerName, right.brokerName) ||
    left.queueId - right.queueId
  );
}
