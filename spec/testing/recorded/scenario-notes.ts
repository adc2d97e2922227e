import { RequestCode } from '../../../src/protocol/index.js';
import type { BrokerOptions } from '../../../src/testing/broker-options.js';
import type { BrokerConfig } from '../../../src/testing/broker/broker-config.js';
import type { BodyView } from './facts.js';
import type { Difference } from './replay.js';

/** What an embedded broker says otherwise for good. */
export interface AcceptedDifference {
  /** Requests that begin so; without it all. */
  readonly request?: string;
  readonly fact: RegExp;
  readonly reason: string;
}

export interface ScenarioNotes {
  /** Scenarios of which it needs what they left behind. */
  readonly after?: readonly string[];
  /** How much earlier those were than their recordings say, in milliseconds. */
  readonly earlierMs?: number;
  /** Requests whose answers hold records in an order that was chance. */
  readonly unordered?: readonly number[];
  readonly config?: Partial<BrokerConfig>;
  readonly isBrokerDown?: boolean;
  readonly accepted?: readonly AcceptedDifference[];
}

/** Answers that tell what all scenarios before have left behind, or what a JVM has: their bodies are compared in form. */
const comparedInForm: ReadonlySet<number> = new Set([
  RequestCode.GET_BROKER_RUNTIME_INFO,
  RequestCode.GET_ALL_TOPIC_LIST_FROM_NAMESERVER,
  RequestCode.GET_TOPICS_BY_CLUSTER,
  RequestCode.GET_ALL_SUBSCRIPTIONGROUP_CONFIG,
  RequestCode.GET_ALL_PRODUCER_INFO,
  RequestCode.GET_BROKER_CONSUME_STATS,
]);

/** The recorded broker was not fresh: half messages, timers and traces of other scenarios were in its own topics. */
const ownTopicsWereUsed: AcceptedDifference = {
  request: 'SEND_MESSAGE_V2',
  fact: /^field\.queueOffset$/,
  reason: 'an offset in a topic of the broker itself, which other scenarios had used before',
};

const compilerWords: AcceptedDifference = {
  request: 'CHECK_CLIENT_CONFIG',
  fact: /^remark$/,
  reason: 'the words of a parser generator',
};

const reviveQueue: AcceptedDifference = {
  fact: /^field\.reviveQid$|\.POP_CK$/,
  reason: 'queues of checkpoints take turns, over all pops of a broker',
};

const sampled: AcceptedDifference = {
  fact: /^body\.(stats(Minute|Hour|Day)\.|topicPutTps$)/,
  reason: 'statistics that are taken at intervals: the recorded broker had not come to it',
};

/** What has to be known of single scenarios. Everything else is asserted. */
const scenarioNotes: Readonly<Record<string, ScenarioNotes>> = {
  'acl-signed': {
    accepted: [
      {
        request: 'NOTIFY_CONSUMER_IDS_CHANGED',
        fact: /^request$/,
        reason: 'the recorded client had left before its heartbeat was served',
      },
    ],
  },
  'admin-broker': {
    accepted: [
      {
        request: 'GET_BROKER_RUNTIME_INFO',
        fact: /^body\.table\.getTransferedTps$/,
        reason: 'tools of 4.9 ask for it by this name',
      },
    ],
  },
  'admin-consumer': {
    accepted: [
      {
        request: 'QUERY_TOPIC_CONSUME_BY_WHO',
        fact: /^body\.groupList/,
        reason: 'the recorded broker knew a group more, from before the recording',
      },
    ],
  },
  'filter-sql92': { after: ['filter-tag'], accepted: [compilerWords] },
  'heartbeat-v1': { after: ['push-concurrently'] },
  'admin-5x': {
    after: ['push-concurrently', 'acl-signed'],
    accepted: [
      {
        request: 'GET_ALL_PRODUCER_INFO',
        fact: /^body\.data\./,
        reason: 'producers of other scenarios were still connected',
      },
      sampled,
    ],
  },
  // A real broker looks for what was not acknowledged by reading its revive log, which takes it seconds.
  'pop-api': { config: { reviveInterval: 3000 } },
  'pop-push': { accepted: [reviveQueue] },
  // What was left of a first run, 93 s before, belongs to the recorded answers.
  'record-v2': {
    after: ['record-v2'],
    earlierMs: 92_770,
    // By chance the retry topic was looked at first.
    config: { popFromRetryProbability: 100 },
    accepted: [
      {
        fact: /^record\.\d\.(bornTimestamp|properties\.UNIQ_KEY)$/,
        reason: 'the messages of the first run had other ids and times',
      },
      reviveQueue,
    ],
  },
  // Recorded in the first moments of a broker that the name server had not heard of yet.
  route: { isBrokerDown: true },
  'timer-recall': { unordered: [RequestCode.PULL_MESSAGE] },
  trace: {
    config: { transactionTimeOut: 2000, transactionCheckInterval: 2000, traceTopicEnable: false },
  },
  transaction: {
    after: ['producer-send'],
    // Recorded with 2000, but the first look of that broker came 1.4 s after the message.
    config: { transactionTimeOut: 8000, transactionCheckInterval: 1500 },
    accepted: [
      ownTopicsWereUsed,
      {
        request: 'CHECK_TRANSACTION_STATE',
        fact: /^record\.0\.queueOffset$/,
        reason: 'an offset in the half topic',
      },
      {
        fact: /^record\.\d\.properties\.TRAN_PREPARED_QUEUE_OFFSET$/,
        reason: 'an offset in the half topic',
      },
    ],
  },
};

/** What has to be known of a scenario of a set, when that is not the same in all of them. */
const notesOfSets: Readonly<Record<string, ScenarioNotes>> = {
  '5.3.3-binary/acl-signed': { after: ['producer-send'] },
  '5.3.3-binary/route': { after: ['producer-send'] },
  '5.3.3-binary/transaction': {
    after: ['producer-send'],
    // The questions of that broker overtook the ends of the transactions.
    config: { transactionTimeOut: 2000, transactionCheckInterval: 2000, transactionOpBatchInterval: 3000 },
  },
};

/** What a 5.3.3 broker tells and a 4.9.7 broker did not, or tells in other words. */
const ofThisVersion: readonly AcceptedDifference[] = [
  { fact: /^version$/, reason: 'the version' },
  { fact: /enableActingMaster$/, reason: 'routes tell of acting masters since 5.0' },
  { request: 'HEART_BEAT', fact: /^field\./, reason: 'heartbeats of version 2' },
  { request: 'SEND_MESSAGE', fact: /^field\.transactionId$/, reason: 'answers tell the unique id since 5.0' },
  {
    request: 'PULL_MESSAGE',
    fact: /^field\.(topic|group)SysFlag$/,
    reason: 'answers tell the flags since 5.0',
  },
  {
    fact: /^record\.\d\.properties\.(MSG_REGION|TRACE_ON|WAIT)$/,
    reason: 'records hold these properties since 5.0',
  },
  { request: 'GET_ROUTEINFO_BY_TOPIC', fact: /^remark$/, reason: 'the address of the FAQ' },
  {
    request: 'QUERY_CONSUMER_OFFSET',
    fact: /^(code|remark|field\.offset)$/,
    reason: 'a new group in an empty queue was told to begin at 0',
  },
];

const goldenAccount = { accessKey: 'goldenKey', secretKey: 'goldenSecret', admin: true };

export interface RecordedSet {
  /** Scenarios that are compared. Default: all. */
  readonly scenarios?: readonly string[];
  /** How the broker has to be. */
  readonly broker?: BrokerOptions;
  /** In any scenario of the set. */
  readonly accepted?: readonly AcceptedDifference[];
}

/** The recordings that are compared. */
export const recordedSets: Readonly<Record<string, RecordedSet>> = {
  '5.3.3': {},
  '5.3.3-binary': {
    broker: { serialize: 'binary' },
    // Not `transaction`: there the real broker was too quick for its client, see index.json of the recordings.
    scenarios: [
      'acl-signed',
      'pop-api',
      'producer-properties',
      'producer-send',
      'pull-results',
      'push-concurrently',
      'request-reply',
      'route',
    ],
  },
  '5.3.3-auth': { broker: { accessControl: { accounts: [goldenAccount], style: '5.x' } } },
  // Old clients are served by a new broker: what they need has not changed.
  '4.9.7': {
    accepted: ofThisVersion,
    scenarios: [
      'admin-query-message',
      'filter-sql92',
      'filter-tag',
      'lite-pull',
      'producer-batch',
      'producer-compressed',
      'producer-delay',
      'producer-ordered',
      'producer-properties',
      'producer-send',
      'push-concurrently',
      'push-orderly',
      'push-retry-dlq',
    ],
  },
  '4.9.7-acl': {
    broker: { accessControl: { accounts: [goldenAccount], style: '4.9' } },
    accepted: ofThisVersion,
  },
};

export function notesOf(set: string, scenario: string): ScenarioNotes {
  return notesOfSets[`${set}/${scenario}`] ?? scenarioNotes[scenario] ?? {};
}

export function viewOf({ unordered = [] }: ScenarioNotes, code: number): BodyView {
  if (unordered.includes(code)) return 'unordered';
  return comparedInForm.has(code) ? 'form' : 'values';
}

export const isAccepted = (accepted: AcceptedDifference, { request, fact }: Difference): boolean =>
  request.startsWith(accepted.request ?? '') && accepted.fact.test(fact);
