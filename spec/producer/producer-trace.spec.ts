import { expect } from 'chai';
import sinon from 'sinon';
import type { SendResult } from '../../src/broker/calls/send-message.js';
import { ProducerTrace } from '../../src/producer/producer-trace.js';
import { SendMessageV2RequestHeader } from '../../src/protocol/headers/send-message-v2.js';
import { encodeProperties } from '../../src/protocol/message/message-properties.js';
import { RequestCode } from '../../src/protocol/request-code.js';
import { SysFlag } from '../../src/protocol/sys-flag.js';
import { MessageSender } from '../../src/sending/message-sender.js';
import type { PreparedMessage } from '../../src/sending/prepared-message.js';
import { observe } from '../remoting/toy-network.js';
import { makeStubCluster } from '../support/stub-broker/stub-cluster.js';

const topic = 'RMQ_SYS_TRACE_TOPIC';
const address = 'a:1';

const result: SendResult = {
  status: 'ok',
  offsetMessageId: 'O',
  queueId: 0,
  queueOffset: 0,
  recallHandle: undefined,
  regionId: 'Far',
  isTraced: true,
};

function makeTrace() {
  const stub = makeStubCluster({ topics: { [topic]: 1 } });
  const trace = new ProducerTrace({
    options: { topic, maxRecords: 10, intervalMs: 1000 },
    group: 'shop',
    sender: new MessageSender({ ...stub.layers(), runtime: stub.runtime }),
    nextMessageId: () => 'T',
    runtime: stub.runtime,
    onLost: sinon.spy(),
  });
  const message = (properties: Record<string, string> = {}, sysFlag = 0): PreparedMessage => ({
    topic: 'orders',
    messageId: 'ID',
    body: Buffer.from('four'),
    properties: encodeProperties(properties),
    sysFlag,
    flag: 0,
    bornAt: 0,
    reconsumeTimes: 0,
    maxReconsumeTimes: undefined,
  });
  const sent = (prepared: PreparedMessage, overrides: Partial<SendResult> = {}): void =>
    trace.sent({
      message: prepared,
      result: { ...result, ...overrides },
      address,
      startedAt: 5,
      durationMs: 3,
    });
  /** The fields of each record, once all have left. */
  const records = (): string[][] => {
    observe(trace.close());
    stub.tick();
    return stub.broker
      .asked(RequestCode.SEND_MESSAGE_V2)
      .flatMap(({ body }) => String(body).split('\u0002').slice(0, -1))
      .map((record) => record.split('\u0001'));
  };
  return { ...stub, trace, message, sent, records };
}

describe('ProducerTrace', () => {
  it('tells of a message where it is stored, and how long that took', () => {
    const { message, sent, records } = makeTrace();
    sent(message({ TAGS: 't', KEYS: 'k1 k2' }));
    expect(records()).to.deep.equal([
      ['Pub', '5', 'Far', 'shop', 'orders', 'ID', 't', 'k1 k2', address, '4', '3', '0', 'O', 'true'],
    ]);
  });

  it('sends as a group of its own', () => {
    const { message, sent, records, broker } = makeTrace();
    sent(message());
    records();
    const [header] = broker.headers(RequestCode.SEND_MESSAGE_V2, SendMessageV2RequestHeader);
    expect(header).to.include({ producerGroup: '_INNER_TRACE_PRODUCER-shop-PRODUCE-1', topic });
  });

  it('says so when a message is less than safely stored', () => {
    const { message, sent, records } = makeTrace();
    sent(message(), { status: 'flush-disk-timeout' });
    expect(records()[0]!.at(-1)).to.equal('false');
  });

  for (const [kind, properties, sysFlag, type] of [
    ['half messages', {}, SysFlag.TRANSACTION_PREPARED, '1'],
    ['messages with a level', { DELAY: '3' }, 0, '3'],
    ['messages with a delay', { TIMER_DELAY_MS: '9' }, 0, '3'],
    ['messages with a date', { TIMER_DELIVER_MS: '9' }, 0, '3'],
  ] as const) {
    it(`marks ${kind}`, () => {
      const { message, sent, records } = makeTrace();
      sent(message(properties, sysFlag));
      expect(records()[0]![11]).to.equal(type);
    });
  }

  it('leaves out what the broker does not want to be traced', () => {
    const { message, sent, records } = makeTrace();
    sent(message(), { isTraced: false });
    sent(message(), { regionId: undefined });
    expect(records()).to.deep.equal([]);
  });

  it('tells of the end of a transaction in the region of its broker', () => {
    const { message, sent, trace, records } = makeTrace();
    sent(message());
    trace.ended({
      topic: 'orders',
      messageId: 'ID',
      tags: undefined,
      keys: 'k',
      address,
      outcome: 'rollback',
      isAnswer: true,
    });
    const [, [type, , ...fields] = []] = records();
    expect([type, ...fields]).to.deep.equal([
      'EndTransaction',
      'Far',
      'shop',
      'orders',
      'ID',
      'null',
      'k',
      address,
      '2',
      'ID',
      'ROLLBACK_MESSAGE',
      'true',
    ]);
  });

  it('tells of a recall', () => {
    const { trace, records } = makeTrace();
    trace.recalled('orders', 'ID');
    const [[type, , ...fields] = []] = records();
    expect([type, ...fields]).to.deep.equal(['Recall', 'DefaultRegion', 'shop', 'orders', 'ID', 'true']);
  });
});
