import { InvalidArgumentError } from '../errors/usage-error.js';

const allowed = /^[%|a-zA-Z0-9_-]+$/;
const maxTopicLength = 127;
const maxGroupLength = 120;

/** Topics of the broker itself; a client never writes to them. */
const forbiddenTopics: ReadonlySet<string> = new Set([
  'SCHEDULE_TOPIC_XXXX',
  'RMQ_SYS_TRANS_HALF_TOPIC',
  'RMQ_SYS_TRANS_OP_HALF_TOPIC',
  'TRANS_CHECK_MAX_TIME_TOPIC',
  'SELF_TEST_TOPIC',
  'OFFSET_MOVED_EVENT',
]);

/** Groups that mean "the user forgot to choose one". */
const reservedGroups: ReadonlySet<string> = new Set(['DEFAULT_PRODUCER', 'DEFAULT_CONSUMER']);

function checkName(name: unknown, path: string, maxLength: number): asserts name is string {
  if (typeof name !== 'string' || name.trim() === '')
    throw new InvalidArgumentError(path, 'a name that is not empty');
  if (name.length > maxLength)
    throw new InvalidArgumentError(path, `at most ${maxLength} characters long, not ${name.length}`);
  if (!allowed.test(name))
    throw new InvalidArgumentError(path, `made of letters, digits, "%", "|", "_" and "-", unlike "${name}"`);
}

/**
 * Refuses a topic that no broker would take: empty, longer than 127 characters, or with other characters than
 * `[%|a-zA-Z0-9_-]`.
 *
 * @throws {InvalidArgumentError}
 * @see apache/rocketmq `client/…/Validators#checkTopic`
 */
export function checkTopic(topic: unknown, path = 'topic'): asserts topic is string {
  checkName(topic, path, maxTopicLength);
}

/** As {@link checkTopic}, and refuses the topics that belong to the broker. */
export function checkSendTopic(topic: unknown, path = 'topic'): asserts topic is string {
  checkTopic(topic, path);
  if (forbiddenTopics.has(topic))
    throw new InvalidArgumentError(path, `a topic of your own, "${topic}" belongs to the broker`);
}

/**
 * Refuses a group that no broker would take, or that is one of Java's placeholders.
 *
 * @throws {InvalidArgumentError}
 * @see apache/rocketmq `client/…/Validators#checkGroup`
 */
export function checkGroup(group: unknown, path = 'group'): asserts group is string {
  checkName(group, path, maxGroupLength);
  if (reservedGroups.has(group))
    throw new InvalidArgumentError(path, `a name of your own, "${group}" is reserved`);
}
