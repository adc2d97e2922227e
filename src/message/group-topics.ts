const retryPrefix = '%RETRY%';
const deadLetterPrefix = '%DLQ%';

/** The topic to which the broker moves what a group wants to see again. */
export function retryTopicOf(group: string): string {
  return `${retryPrefix}${group}`;
}

/** The topic to which the broker moves what a group gave up on. */
export function deadLetterTopicOf(group: string): string {
  return `${deadLetterPrefix}${group}`;
}

export function isRetryTopic(topic: string): boolean {
  return topic.startsWith(retryPrefix);
}
