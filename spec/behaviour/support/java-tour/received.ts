import type { JavaReceivedMessage, JavaTour } from '../../../../tools/rocketmq/index.js';
import { uniqueName } from '../../../support/rocketmq/unique-name.js';

/** What the official client finds in all queues of a topic, ordered by queue and offset. */
export async function everything(
  java: JavaTour,
  topic: string,
  count: number,
): Promise<readonly JavaReceivedMessage[]> {
  const { messages } = await java.run('pull', { group: uniqueName('reader'), topic, count, assign: true });
  return messages.toSorted((a, b) => a.queueId - b.queueId || a.queueOffset - b.queueOffset);
}

export function texts(messages: readonly JavaReceivedMessage[]): string[] {
  return messages.map(({ body }) => body.toString());
}
