import type { BodyReader } from '../body-reader.js';

/** One queue of a topic on one broker, as bodies name it (Java `MessageQueue`). */
export interface MessageQueueData {
  readonly topic: string;
  readonly brokerName: string;
  readonly queueId: number;
}

export interface QueueTableEntry<T> {
  readonly messageQueue: MessageQueueData;
  readonly value: T;
}

/** A map by queue. On the wire its keys are objects, which is no JSON: `{{"brokerName":"b","queueId":0,"topic":"T"}:5}`. */
export type QueueTable<T> = readonly QueueTableEntry<T>[];

export function readMessageQueue(queue: BodyReader): MessageQueueData {
  return {
    topic: queue.text('topic'),
    brokerName: queue.text('brokerName'),
    queueId: queue.integer('queueId'),
  };
}

/** Reads the map `key` of a body. `read` is given the map, and the name under which a queue's value is in it. */
export function readQueueTable<T>(
  body: BodyReader,
  key: string,
  read: (map: BodyReader, name: string) => T,
): QueueTable<T> {
  return Object.entries(body.entries(key, read)).map(([name, value]) => ({
    messageQueue: queueOf(name),
    value,
  }));
}

/** The map as Java writes it, and as both versions of its JSON library read it (wire.md section 3.4). */
export function queueTableText<T>(table: QueueTable<T>): string {
  const entries = table.map(({ messageQueue, value }) => {
    const { brokerName, queueId, topic } = messageQueue;
    return `${JSON.stringify({ brokerName, queueId, topic })}:${JSON.stringify(value)}`;
  });
  return `{${entries.join(',')}}`;
}

/** Topics hold no `@`, names of brokers may. */
function queueOf(name: string): MessageQueueData {
  const topicEnd = name.indexOf('@');
  const brokerEnd = name.lastIndexOf('@');
  return {
    topic: name.slice(0, topicEnd),
    brokerName: name.slice(topicEnd + 1, brokerEnd),
    queueId: Number(name.slice(brokerEnd + 1)),
  };
}
