import { expect } from 'chai';
import {
  encodeTraceRecord,
  traceKeys,
  TracedKind,
  type SentRecord,
} from '../../../src/sending/trace/trace-record.js';
import { decodeProperties } from '../../../src/protocol/index.js';
import { bodyOf, goldenFrames } from '../../protocol/support/golden.js';

/** What Java's producers have sent to the trace topic. */
const recorded = goldenFrames.filter(
  ({ header, kind, name }) =>
    kind === 'request' &&
    name.startsWith('5.3.3/trace#') &&
    header.extFields?.['a']?.includes('-PRODUCE-') === true,
);

const first: SentRecord = {
  type: 'Pub',
  time: 1795255860656,
  regionId: 'DefaultRegion',
  group: 'TraceProducer',
  topic: 'TraceTopic',
  messageId: '7F0000011F375FFD2B27692E95AF0025',
  tags: 'TagT',
  keys: 'trace-1 追跡',
  address: '127.0.0.1:40911',
  bodyBytes: 6,
  durationMs: 80,
  kind: TracedKind.NORMAL,
  offsetMessageId: '7F00000100009FCF00000000000025A1',
  isOk: true,
};

const second: SentRecord = {
  ...first,
  time: 1795255860736,
  messageId: '7F0000011F375FFD2B27692E96000027',
  tags: undefined,
  keys: undefined,
  bodyBytes: 23,
  durationMs: 8,
  offsetMessageId: '7F00000100009FCF000000000000269C',
};

const half: SentRecord = {
  ...first,
  time: 1795255862185,
  group: 'TraceTxGroup',
  messageId: '7F0000011F375FFD2B27692E9BA9002D',
  tags: 'TagX',
  keys: 'trace-tx',
  bodyBytes: 18,
  durationMs: 64,
  kind: TracedKind.HALF,
  offsetMessageId: '7F00000100009FCF000000000000278A',
};

describe('encodeTraceRecord', () => {
  it('writes what Java writes of sends', () => {
    expect([first, second].map(encodeTraceRecord).join('')).to.equal(bodyOf(recorded[0]!).toString());
  });

  it('writes what Java writes of a transaction', () => {
    const end = encodeTraceRecord({
      type: 'EndTransaction',
      time: 1795255862252,
      regionId: 'DefaultRegion',
      group: 'TraceTxGroup',
      topic: 'TraceTopic',
      messageId: half.messageId,
      tags: 'TagX',
      keys: 'trace-tx',
      address: '127.0.0.1:40911',
      outcome: 'rollback',
      isAnswer: false,
    });
    expect(encodeTraceRecord(half) + end).to.equal(bodyOf(recorded[1]!).toString());
  });

  it('writes what Java writes of a recall', () => {
    const { time, regionId, group, topic, messageId } = first;
    const text = encodeTraceRecord({ type: 'Recall', time, regionId, group, topic, messageId });
    expect(text.split('\u0001')).to.deep.equal([
      'Recall',
      String(time),
      'DefaultRegion',
      'TraceProducer',
      'TraceTopic',
      messageId,
      'true\u0002',
    ]);
  });
});

describe('traceKeys', () => {
  it('has the id and the keys of the message, as Java has them', () => {
    const keys = decodeProperties(recorded[0]!.header.extFields!['i']!)['KEYS']!.split(' ');
    expect([first, second].flatMap(traceKeys)).to.have.members(keys);
  });
});
