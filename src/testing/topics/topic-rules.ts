import { ResponseCode } from '../../protocol/response-code.js';
import { Refusal } from '../server/refusal.js';

const allowed = /^[%|a-zA-Z0-9_-]+$/;
const maxLength = 127;

/** Topics that every broker has for itself (Java `TopicValidator`). */
export const systemTopics: readonly string[] = Object.freeze([
  'TBW102',
  'SCHEDULE_TOPIC_XXXX',
  'BenchmarkTest',
  'RMQ_SYS_TRANS_HALF_TOPIC',
  'RMQ_SYS_TRACE_TOPIC',
  'RMQ_SYS_TRANS_OP_HALF_TOPIC',
  'TRANS_CHECK_MAX_TIME_TOPIC',
  'SELF_TEST_TOPIC',
  'OFFSET_MOVED_EVENT',
  'CHECKPOINT_TOPIC',
]);
const systemPrefix = 'rmq_sys_';

/** Names that brokers use, apart from those made of the names of the cluster and the broker. */
export function isSystemTopic(topic: string): boolean {
  return systemTopics.includes(topic) || topic.startsWith(systemPrefix);
}

/** @throws {Refusal} for a name that no broker takes, with the words of Java's `TopicValidator#validateTopic` */
export function checkTopicName(topic: string): void {
  const wrong = wrongWith(topic);
  if (wrong !== undefined) throw new Refusal(ResponseCode.INVALID_PARAMETER, `The specified topic ${wrong}`);
}

function wrongWith(topic: string): string | undefined {
  if (topic.trim() === '') return 'is blank.';
  if (!allowed.test(topic)) return `contains illegal characters, allowing only ${allowed.source}`;
  return topic.length > maxLength ? 'is longer than topic max length.' : undefined;
}
