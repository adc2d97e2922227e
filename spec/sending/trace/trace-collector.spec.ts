import { expect } from 'chai';
import sinon from 'sinon';
import {
  decodeProperties,
  RequestCode,
  ResponseCode,
  SendMessageV2RequestHeader,
} from '../../../src/protocol/index.js';
import { MessageSender } from '../../../src/sending/message-sender.js';
import { TraceCollector, type TraceOptions } from '../../../src/sending/trace/trace-collector.js';
import { encodeTraceRecord, TracedKind, type SentRecord } from '../../../src/sending/trace/trace-record.js';
import { observe } from '../../remoting/toy-network.js';
import { makeStubCluster } from '../../support/stub-broker/stub-cluster.js';
import { refuse } from '../../support/stub-broker/stub-server.js';

const topic = 'RMQ_SYS_TRACE_TOPIC';

const record = (index: number, keys?: string): SentRecord => ({
  type: 'Pub',
  time: 1,
  regionId: 'r',
  group: 'g',
  topic: 'orders',
  messageId: `ID-${index}`,
  tags: undefined,
  keys,
  address: 'a:1',
  bodyBytes: 1,
  durationMs: 1,
  kind: TracedKind.NORMAL,
  offsetMessageId: 'O',
  isOk: true,
});

function makeCollector(options: TraceOptions = {}) {
  const stub = makeStubCluster({ topics: { [topic]: 1 } });
  const sender = new MessageSender({ ...stub.layers(), runtime: stub.runtime });
  const onLost = sinon.spy();
  let ids = 0;
  const collector = new TraceCollector({
    options: { topic, maxRecords: 3, intervalMs: 5000, ...options },
    group: 'trace_group',
    sender,
    nextMessageId: () => `T-${ids++}`,
    runtime: stub.runtime,
    onLost,
  });
  const code = RequestCode.SEND_MESSAGE_V2;
  const bodies = () => stub.broker.asked(code).map(({ body }) => String(body));
  const headers = () => stub.broker.headers(code, SendMessageV2RequestHeader);
  return { ...stub, collector, onLost, bodies, headers, code };
}

const textOf = (...indexes: readonly number[]): string =>
  indexes.map((index) => encodeTraceRecord(record(index))).join('');

describe('TraceCollector', () => {
  it('sends records together when there are enough of them', () => {
    const { collector, bodies, headers, tick } = makeCollector();
    [1, 2, 3].forEach((index) => collector.add(record(index, `k-${index}`)));
    tick();
    expect(bodies()).to.deep.equal([
      [1, 2, 3].map((index) => encodeTraceRecord(record(index, `k-${index}`))).join(''),
    ]);
    expect(headers()[0]).to.include({ producerGroup: 'trace_group', topic });
    expect({ ...decodeProperties(headers()[0]!.properties!) }).to.deep.equal({
      KEYS: 'ID-1 k-1 ID-2 k-2 ID-3 k-3',
      UNIQ_KEY: 'T-0',
      WAIT: 'true',
    });
  });

  it('sends fewer when the first one has waited long enough', () => {
    const { collector, bodies, tick } = makeCollector();
    collector.add(record(1));
    tick(4900);
    collector.add(record(2));
    expect(bodies()).to.deep.equal([]);
    tick(101);
    expect(bodies()).to.deep.equal([textOf(1, 2)]);
    tick(10_000);
    expect(bodies()).to.have.length(1);
  });

  it('sends one message at a time, and what has come meanwhile after it', () => {
    const { collector, broker, bodies, code, tick } = makeCollector();
    broker.on(code, () => undefined);
    [1, 2, 3, 4].forEach((index) => collector.add(record(index)));
    tick();
    expect(bodies()).to.deep.equal([textOf(1, 2, 3)]);
    tick(12_000);
    expect(bodies().at(-1)).to.equal(textOf(4));
  });

  it('begins another message where one would be too large, or its keys too long', () => {
    const { collector, bodies, tick } = makeCollector();
    const long = 'k'.repeat(20_000);
    collector.add(record(1, long));
    collector.add(record(2, `${long}2`));
    collector.add(record(3, 'x'.repeat(32_000)));
    tick();
    expect(bodies().map((body) => body.split('\u0002').length - 1)).to.deep.equal([1, 1, 1]);
  });

  it('is found by its message id where its own keys are too long for a message', () => {
    const { collector, headers, tick } = makeCollector({ maxRecords: 1 });
    collector.add(record(3, 'x'.repeat(32_000)));
    tick();
    expect({ ...decodeProperties(headers()[0]!.properties!) }).to.include({ KEYS: 'ID-3' });
  });

  it('tells what is lost, and goes on', () => {
    const { collector, broker, onLost, bodies, code, tick } = makeCollector();
    broker.on(code, () => refuse(ResponseCode.MESSAGE_ILLEGAL));
    [1, 2, 3].forEach((index) => collector.add(record(index)));
    tick();
    expect(onLost).to.have.callCount(1);
    expect(onLost.firstCall.args[0]).to.equal(3);
    [4, 5, 6].forEach((index) => collector.add(record(index)));
    tick();
    expect(bodies()).to.have.length(2);
  });

  it('holds a limited number of records', () => {
    const { collector, broker, onLost, code, tick } = makeCollector({ maxRecords: 5000 });
    broker.on(code, () => undefined);
    for (let index = 0; index < 2050; index++) collector.add(record(index));
    tick();
    expect(onLost).to.have.callCount(2);
    expect(onLost.firstCall.args[0]).to.equal(1);
  });

  it('sends what it holds when it is closed, after what is on its way, and completes then', () => {
    const { collector, bodies, tick } = makeCollector();
    [1, 2, 3, 4].forEach((index) => collector.add(record(index)));
    const closed = observe(collector.close());
    expect(closed.complete).to.have.callCount(0);
    tick();
    expect(bodies()).to.deep.equal([textOf(1, 2, 3), textOf(4)]);
    expect(closed.complete).to.have.callCount(1);
    tick(10_000);
    expect(bodies()).to.have.length(2);
  });
});
