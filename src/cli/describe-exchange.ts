import { requestCodeName, responseCodeName } from '../protocol/index.js';
import type { Exchange } from '../testing/index.js';

/** Requests that clients repeat all the time: shown only when everything is asked for. */
const routine: ReadonlySet<string> = new Set([
  'HEART_BEAT',
  'GET_ROUTEINFO_BY_TOPIC',
  'GET_CONSUMER_LIST_BY_GROUP',
  'QUERY_CONSUMER_OFFSET',
  'UPDATE_CONSUMER_OFFSET',
  'GET_MAX_OFFSET',
  'GET_MIN_OFFSET',
  'LOCK_BATCH_MQ',
  'NOTIFICATION',
]);

/** Answers that say "nothing new": polls that came back empty. */
const empty: ReadonlySet<string> = new Set(['PULL_NOT_FOUND', 'PULL_RETRY_IMMEDIATELY', 'POLLING_TIMEOUT']);

/** Fields worth a word, with the word for it, in this order; those of sends have one-letter names on the wire. */
const words: readonly (readonly [keys: readonly string[], word: string])[] = [
  [['consumerGroup', 'group', 'producerGroup', 'a'], 'group'],
  [['topic', 'b'], 'topic'],
  [['clientID', 'clientId'], 'client'],
];
const answerWords: readonly (readonly [keys: readonly string[], word: string])[] = [
  [['queueId'], 'queue'],
  [['queueOffset'], 'offset'],
  [['offset'], 'offset'],
  [['nextBeginOffset'], 'next offset'],
];

/** One line of the log; undefined for what is routine, unless `all` is asked for. */
export function describeExchange(
  { server, client, request, answer }: Exchange,
  all: boolean,
): string | undefined {
  const name = requestCodeName(request.code);
  const result = answer === undefined ? undefined : responseCodeName(answer.code);
  const isQuiet = (routine.has(name) && answer?.code === 0) || (result !== undefined && empty.has(result));
  if (isQuiet && !all) return undefined;
  const isRefused = answer !== undefined && answer.code !== 0 && !empty.has(result ?? '');
  const parts = [
    server,
    client,
    name,
    ...pick(request.extFields, words),
    ...(request.body === undefined ? [] : [`${request.body.length} bytes`]),
    '->',
    result ?? 'no answer',
    ...(isRefused ? [firstLine(answer.remark)] : pick(answer?.extFields, answerWords)),
    ...(answer?.body === undefined ? [] : [`${answer.body.length} bytes`]),
  ];
  return parts.join(' ');
}

function pick(
  fields: Readonly<Record<string, string>> | undefined,
  table: readonly (readonly [keys: readonly string[], word: string])[],
): string[] {
  return table.flatMap(([keys, word]) => {
    const value = keys.map((key) => fields?.[key]).find((text) => text !== undefined);
    return value === undefined ? [] : `${word} ${value}`;
  });
}

/** Remarks of brokers can be long, with addresses of web pages in further lines. */
const firstLine = (remark: string | undefined): string => (remark ?? '').split('\n', 1)[0] ?? '';
