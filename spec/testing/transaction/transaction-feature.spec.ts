import { expect } from 'chai';
import {
  CheckTransactionStateRequestHeader,
  decodeOffsetMessageId,
  decodeStoredMessages,
  EmptyHeader,
  encodeStoredMessage,
  encodeProperties,
  EndTransactionRequestHeader,
  type RemotingCommand,
  SysFlag,
} from '../../../src/protocol/index.js';
import type { BrokerConfig } from '../../../src/testing/broker/broker-config.js';
import { BrokerState } from '../../../src/testing/broker/broker-state.js';
import type { BrokerIdentity } from '../../../src/testing/broker/broker-services.js';
import { createClientFeature } from '../../../src/testing/clients/client-feature.js';
import { createScheduleFeature } from '../../../src/testing/schedule/schedule-feature.js';
import type { StoredEntry } from '../../../src/testing/store/stored-entry.js';
import { HalfMessages } from '../../../src/testing/transaction/half-messages.js';
import { createTransactionFeature } from '../../../src/testing/transaction/transaction-feature.js';
import { heartbeat } from '../clients/heartbeats.js';
import { refusalOf } from '../support/ask.js';
import { makeClock } from '../../support/make-clock.js';
import { makeDraft } from '../support/make-draft.js';
import { makeServices } from '../support/make-services.js';
import { messagesIn } from '../support/messages-in.js';
import { serveFeatures } from '../support/serve-features.js';

const halfTopic = 'RMQ_SYS_TRANS_HALF_TOPIC';
const commit = 8;
const rollback = 12;
const id = '7F0000012EB25FFD2B27693177B00000';
const halfProperties = { TRAN_MSG: 'true', PGROUP: 'shop', UNIQ_KEY: id, WAIT: 'true' };

interface Settings {
  readonly config?: Partial<BrokerConfig>;
  readonly identity?: Partial<BrokerIdentity>;
  readonly restarted?: NonNullable<Parameters<typeof makeServices>[0]>['restarted'];
}

function makeTransactions({ config = {}, identity = {}, restarted }: Settings = {}) {
  const made = makeServices({ config, identity, ...(restarted === undefined ? {} : { restarted }) });
  const { clock, clients, services, state, intake } = made;
  const feature = createTransactionFeature(services);
  const schedule = createScheduleFeature(services);
  intake.push(feature.intake!, schedule.intake!);
  const server = serveFeatures(clock, createClientFeature(services, clients), feature, schedule);
  const join = (clientId: string) => {
    const connection = server.connect();
    connection.ask(34, EmptyHeader, {}, heartbeat(clientId, { producerDataSet: [{ groupName: 'shop' }] }));
    const checks = () => connection.heard.filter(({ code }) => code === 39);
    return { ...connection, checks };
  };
  const asker = server.connect();
  const headerFor = (
    { queueOffset, physicalOffset }: Pick<StoredEntry, 'queueOffset' | 'physicalOffset'>,
    commitOrRollback: number,
    parts: Partial<EndTransactionRequestHeader> = {},
  ): EndTransactionRequestHeader => ({
    producerGroup: 'shop',
    tranStateTableOffset: queueOffset,
    commitLogOffset: physicalOffset,
    commitOrRollback,
    fromTransactionCheck: false,
    msgId: id,
    ...parts,
  });
  const end = (...args: Parameters<typeof headerFor>): RemotingCommand =>
    asker.ask(37, EndTransactionRequestHeader, headerFor(...args));
  const prepare = (properties: Record<string, string> = {}, parts: Parameters<typeof makeDraft>[0] = {}) =>
    services.store(
      makeDraft({
        properties: { ...halfProperties, ...properties },
        sysFlag: SysFlag.TRANSACTION_PREPARED,
        bornTimestamp: clock.now,
        ...parts,
      }),
    );
  const committed = () => messagesIn(state, 'orders', 1);
  const halves = () => messagesIn(state, halfTopic);
  const stop = (): void => {
    schedule.stop?.();
    server.stop();
  };
  return { ...made, asker, committed, end, feature, halves, headerFor, join, prepare, stop };
}

const locationOf = (check: RemotingCommand) => {
  const { tranStateTableOffset, commitLogOffset } = CheckTransactionStateRequestHeader.read(check);
  return { queueOffset: tranStateTableOffset, physicalOffset: commitLogOffset };
};

describe('createTransactionFeature', () => {
  describe('with half messages', () => {
    it('hides them, and writes where they came from', () => {
      const { committed, halves, prepare } = makeTransactions();
      prepare({ KEYS: 'tx-1' }, { flag: 3, sysFlag: SysFlag.COMPRESSED | SysFlag.TRANSACTION_PREPARED });
      expect(committed()).to.deep.equal([]);
      const [half] = halves();
      expect(half).to.include({ flag: 3, sysFlag: SysFlag.COMPRESSED, queueId: 0 });
      expect({ ...half?.properties }).to.deep.equal({
        ...halfProperties,
        KEYS: 'tx-1',
        __transactionId__: id,
        REAL_TOPIC: 'orders',
        REAL_QID: '1',
      });
    });

    it('goes by the property, not by the flag', () => {
      const { committed, halves, prepare } = makeTransactions();
      prepare({ TRAN_MSG: 'True' }, { sysFlag: 0 });
      prepare({ TRAN_MSG: 'false' });
      expect([halves().length, committed().length]).to.deep.equal([1, 1]);
    });

    it('leaves what comes again', () => {
      const { halves, prepare } = makeTransactions();
      prepare({ DELAY: '3' }, { topic: '%RETRY%g', reconsumeTimes: 1 });
      prepare({}, { sysFlag: SysFlag.TRANSACTION_COMMIT });
      expect(halves()).to.deep.equal([]);
    });

    it('refuses them when the broker takes none', () => {
      const { prepare } = makeTransactions({ config: { rejectTransactionMessage: true } });
      expect(refusalOf(() => prepare())).to.deep.equal({
        code: 16,
        remark: 'the broker[127.0.0.1] sending transaction message is forbidden',
      });
    });
  });

  describe('END_TRANSACTION', () => {
    it('stores a committed message in its own topic, as real brokers write it', () => {
      const { clock, committed, end, prepare } = makeTransactions();
      prepare();
      const half = prepare({ KEYS: 'tx-1' }, { flag: 3 });
      clock.tick(100);
      const answer = end(half, commit);
      expect(answer).to.include({ code: 0, remark: undefined });
      const [message] = committed();
      expect(String(message?.body)).to.equal('hello');
      expect(message).to.include({
        flag: 3,
        sysFlag: SysFlag.TRANSACTION_COMMIT,
        preparedTransactionOffset: half.physicalOffset,
        bornTimestamp: 0,
        storeTimestamp: 100,
      });
      expect({ ...message?.properties }).to.deep.equal({
        ...halfProperties,
        KEYS: 'tx-1',
        __transactionId__: id,
        REAL_TOPIC: 'orders',
        REAL_QID: '1',
      });
    });

    it('forgets what is rolled back', () => {
      const { committed, end, prepare } = makeTransactions();
      expect(end(prepare(), rollback).code).to.equal(0);
      expect(committed()).to.deep.equal([]);
    });

    it('asks about neither of them', () => {
      const { clock, end, join, prepare } = makeTransactions();
      const { checks } = join('p1');
      end(prepare(), commit);
      // Those of the connections.
      const { timers } = clock;
      const half = prepare();
      expect(clock.timers).to.equal(timers + 1);
      end(half, rollback);
      expect(clock.timers).to.equal(timers);
      clock.tick(100_000);
      expect(checks()).to.deep.equal([]);
    });

    it('is done for oneways too, which nobody answers', () => {
      const { asker, committed, headerFor, prepare } = makeTransactions();
      asker.tell(37, EndTransactionRequestHeader, headerFor(prepare(), commit));
      expect(committed()).to.have.length(1);
      expect(asker.heard).to.deep.equal([]);
    });

    it('is not answered when the end is unknown', () => {
      const { asker, headerFor, prepare } = makeTransactions();
      const half = prepare();
      for (const commitOrRollback of [0, 4])
        expect(() => asker.ask(37, EndTransactionRequestHeader, headerFor(half, commitOrRollback))).to.throw(
          'no answer',
        );
    });

    it('stores twice what is committed twice', () => {
      const { committed, end, prepare } = makeTransactions();
      const half = prepare();
      end(half, commit);
      end(half, commit);
      expect(committed()).to.have.length(2);
    });

    it('refuses what does not fit the half message', () => {
      const { committed, end, prepare } = makeTransactions();
      const half = prepare();
      const refusals = [
        [{ producerGroup: 'other' }, 'The producer group wrong'],
        [{ tranStateTableOffset: 7 }, 'The transaction state table offset wrong'],
        [{ commitLogOffset: 1 }, 'Find prepared transaction message failed'],
      ] as const;
      for (const [parts, remark] of refusals)
        for (const how of [commit, rollback]) expect(end(half, how, parts)).to.include({ code: 1, remark });
      expect(committed()).to.deep.equal([]);
    });

    it('refuses a message that is no half', () => {
      const { end, services } = makeTransactions();
      const entry = services.store(makeDraft({ properties: { PGROUP: 'shop' } }));
      expect(end(entry, commit)).to.include({
        code: 1,
        remark: 'Find prepared transaction message failed',
      });
    });

    it('comes too late when the sender chose a time for the question and let it pass', () => {
      const { clock, end, join, prepare, committed } = makeTransactions();
      const { checks } = join('p1');
      const half = prepare({ CHECK_IMMUNITY_TIME_IN_SECONDS: '10' });
      clock.tick(10_001);
      expect(end(half, commit)).to.include({ code: 604, remark: undefined });
      expect(end(half, rollback).code).to.equal(604);
      expect(committed()).to.deep.equal([]);
      const copy = locationOf(checks()[0]!);
      expect(end(copy, commit, { fromTransactionCheck: true }).code).to.equal(0);
      expect(committed()).to.have.length(1);
    });

    it('is never too late before transactionTimeOut, nor without a time of the sender', () => {
      const { clock, end, prepare } = makeTransactions();
      const short = prepare({ CHECK_IMMUNITY_TIME_IN_SECONDS: '1' });
      const none = prepare();
      clock.tick(6000);
      expect(end(short, commit).code).to.equal(0);
      clock.tick(100_000);
      expect(end(none, commit).code).to.equal(0);
    });

    it('delays a committed message that has a delay level', () => {
      const { committed, clock, end, services, state } = makeTransactions();
      const half = state.store.put(
        makeDraft({
          topic: halfTopic,
          queueId: 0,
          properties: { ...halfProperties, DELAY: '1', REAL_TOPIC: 'orders', REAL_QID: '1' },
        }),
        services.identity.address,
        clock.now,
      );
      end(half, commit);
      expect(committed()).to.deep.equal([]);
      clock.tick(1000);
      expect(committed()).to.have.length(1);
    });

    it('is refused by a slave', () => {
      const { end } = makeTransactions({ identity: { brokerId: 1 } });
      expect(end({ queueOffset: 0, physicalOffset: 0 }, commit)).to.include({ code: 11 });
    });
  });

  describe('CHECK_TRANSACTION_STATE', () => {
    it('is asked after transactionTimeOut, then every transactionCheckInterval', () => {
      const { clock, join, prepare } = makeTransactions();
      const { checks } = join('p1');
      clock.tick(1000);
      prepare();
      clock.tick(5999);
      expect(checks()).to.have.length(0);
      clock.tick(1);
      expect(checks()).to.have.length(1);
      clock.tick(29_999);
      expect(checks()).to.have.length(1);
      clock.tick(1);
      expect(checks()).to.have.length(2);
    });

    it('is asked when the sender wanted it', () => {
      const { clock, join, prepare } = makeTransactions();
      const { checks } = join('p1');
      prepare({ CHECK_IMMUNITY_TIME_IN_SECONDS: '2' });
      prepare({ CHECK_IMMUNITY_TIME_IN_SECONDS: '9' });
      prepare({ CHECK_IMMUNITY_TIME_IN_SECONDS: 'soon' });
      prepare({ CHECK_IMMUNITY_TIME_IN_SECONDS: '-1' });
      clock.tick(1999);
      expect(checks()).to.have.length(0);
      for (const [ms, times] of [
        [1, 1],
        [4000, 3],
        [3000, 4],
      ] as const) {
        clock.tick(ms);
        expect(checks(), `at ${clock.now}`).to.have.length(times);
      }
    });

    describe('before the sender wants it', () => {
      const settings = { transactionCheckInterval: 1000 };
      const immune = { CHECK_IMMUNITY_TIME_IN_SECONDS: '3' };

      it('is put off at every interval, which counts', () => {
        const { clock, halves, join, prepare } = makeTransactions({ config: settings });
        const { checks } = join('p1');
        prepare();
        prepare(immune, { flag: 3, reconsumeTimes: 2 });
        clock.tick(2999);
        expect(checks()).to.have.length(0);
        clock.tick(1);
        const looks = halves().slice(1);
        expect(looks.map((half) => half.getProperty('TRANSACTION_CHECK_TIMES'))).to.deep.equal([
          undefined,
          '1',
          '2',
          '3',
        ]);
        expect(looks.map((half) => half.getProperty('TRAN_PREPARED_QUEUE_OFFSET'))).to.deep.equal([
          undefined,
          '1',
          '1',
          '1',
        ]);
        expect(looks.map(({ flag }) => flag)).to.deep.equal([3, 0, 0, 0]);
        expect(looks.map(({ reconsumeTimes }) => reconsumeTimes)).to.deep.equal([2, 0, 0, 0]);
        expect(looks.map((half) => half.getProperty('WAIT'))).to.deep.equal([
          'true',
          'false',
          'false',
          'false',
        ]);
        const [shown] = decodeStoredMessages(checks()[0]!.body!);
        expect(shown?.properties).to.include({ TRANSACTION_CHECK_TIMES: '3', WAIT: 'false' });
        clock.tick(1000);
        expect(checks()).to.have.length(2);
      });

      it('is not asked when the transaction has ended meanwhile, whichever copy was meant', () => {
        const { clock, end, halves, join, prepare } = makeTransactions({ config: settings });
        const { checks } = join('p1');
        const first = prepare(immune);
        prepare(immune);
        clock.tick(2500);
        expect(end(first, commit).code).to.equal(0);
        expect(end(halves().at(-1)!, rollback).code).to.equal(0);
        clock.tick(100_000);
        expect(checks()).to.deep.equal([]);
      });

      it('may be given up, when it was put off too often', () => {
        const { clock, join, prepare, state } = makeTransactions({
          config: { ...settings, transactionCheckMax: 2 },
        });
        const { checks } = join('p1');
        prepare(immune);
        clock.tick(100_000);
        expect(checks()).to.deep.equal([]);
        expect(messagesIn(state, 'TRANS_CHECK_MAX_TIME_TOPIC')).to.have.length(1);
      });

      it('is asked all the same on demand', () => {
        const { clock, feature, join, prepare } = makeTransactions({ config: settings });
        const { checks } = join('p1');
        prepare(immune);
        feature.checkHalfMessages();
        clock.flush();
        expect(checks()).to.have.length(1);
      });
    });

    it('is asked at once when an administrator has it begin again', () => {
      const { clock, join, services, state } = makeTransactions();
      const { checks } = join('p1');
      clock.tick(50_000);
      const properties = {
        ...halfProperties,
        REAL_TOPIC: 'orders',
        REAL_QID: '1',
        TRANSACTION_CHECK_TIMES: '0',
      };
      state.store.put(
        makeDraft({ topic: halfTopic, queueId: 0, properties }),
        services.identity.address,
        clock.now,
      );
      clock.tick(0);
      expect(checks()).to.have.length(1);
    });

    it('shows the half message under its own topic, at its new place', () => {
      const { clock, halves, join, prepare } = makeTransactions();
      const { checks } = join('p1');
      prepare({ KEYS: 'tx-3' }, { flag: 3, sysFlag: SysFlag.COMPRESSED });
      clock.tick(6000);
      const copy = halves()[1]!;
      const [check] = checks();
      expect(check).to.include({ isOneway: true });
      const { offsetMsgId = '', ...header } = CheckTransactionStateRequestHeader.read(check);
      expect(header).to.deep.include({
        topic: halfTopic,
        tranStateTableOffset: 1,
        commitLogOffset: copy.physicalOffset,
        msgId: id,
        transactionId: id,
        bname: 'broker-a',
      });
      expect(decodeOffsetMessageId(offsetMsgId)).to.deep.equal({
        address: '127.0.0.1:10911',
        physicalOffset: copy.physicalOffset,
      });
      const expected = encodeStoredMessage({
        topic: 'orders',
        body: Buffer.from('hello'),
        properties: encodeProperties({
          ...halfProperties,
          KEYS: 'tx-3',
          __transactionId__: id,
          REAL_TOPIC: 'orders',
          REAL_QID: '1',
          TRANSACTION_CHECK_TIMES: '1',
          WAIT: 'false',
        }),
        queueId: 1,
        queueOffset: 1,
        physicalOffset: copy.physicalOffset,
        flag: 3,
        sysFlag: SysFlag.COMPRESSED,
        bornTimestamp: 0,
        bornHost: '127.0.0.1:50000',
        storeTimestamp: 0,
        storeHost: '127.0.0.1:10911',
      });
      const [shown] = decodeStoredMessages(check!.body!);
      const [wanted] = decodeStoredMessages(expected);
      expect({ ...shown?.properties }).to.deep.equal({ ...wanted?.properties });
      for (const name of [
        'magic',
        'bodyCrc',
        'topic',
        'queueId',
        'queueOffset',
        'physicalOffset',
        'flag',
        'sysFlag',
        'bornTimestamp',
        'bornHost',
        'storeTimestamp',
        'storeHost',
        'reconsumeTimes',
        'storeSize',
      ] as const)
        expect(shown?.[name], name).to.equal(wanted?.[name]);
      expect(String(shown?.body)).to.equal('hello');
    });

    it('may be answered with what it said, and then is not asked again', () => {
      const { clock, committed, end, join, prepare } = makeTransactions();
      const { checks } = join('p1');
      prepare({}, { flag: 3 });
      clock.tick(6000);
      const answer = end(locationOf(checks()[0]!), commit, { fromTransactionCheck: true });
      expect(answer.code).to.equal(0);
      expect(committed()[0]?.properties).to.include({ TRANSACTION_CHECK_TIMES: '1', WAIT: 'true' });
      // Java's copies have lost it.
      expect(committed()[0]?.flag).to.equal(0);
      clock.tick(100_000);
      expect(checks()).to.have.length(1);
    });

    it('goes to the members of the group in turn', () => {
      const { clock, join, prepare } = makeTransactions();
      const members = [join('p1'), join('p2')];
      prepare();
      prepare();
      clock.tick(6000);
      expect(members.map(({ checks }) => checks().length)).to.deep.equal([1, 1]);
    });

    it('counts when nobody is there too', () => {
      const { clock, halves, join, prepare } = makeTransactions();
      prepare();
      clock.tick(6000);
      expect(halves().map((half) => half.getProperty('TRANSACTION_CHECK_TIMES'))).to.deep.equal([
        undefined,
        '1',
      ]);
      const { checks } = join('p1');
      clock.tick(30_000);
      expect(decodeStoredMessages(checks()[0]!.body!)[0]?.getProperty('TRANSACTION_CHECK_TIMES')).to.equal(
        '2',
      );
    });

    it('may overtake the end of a transaction, when ends are noted in batches as by real brokers', () => {
      const { clock, committed, end, join, prepare } = makeTransactions({
        config: { transactionTimeOut: 2000, transactionOpBatchInterval: 3000 },
      });
      const { checks } = join('p1');
      end(prepare(), commit);
      clock.tick(2000);
      expect(checks()).to.have.length(1);
      end(locationOf(checks()[0]!), commit, { fromTransactionCheck: true });
      expect(committed()).to.have.length(2);
      clock.tick(100_000);
      expect(checks()).to.have.length(1);
    });

    it('is given up after transactionCheckMax questions', () => {
      const { clock, join, prepare, state } = makeTransactions({ config: { transactionCheckMax: 2 } });
      const { checks } = join('p1');
      prepare();
      clock.tick(1_000_000);
      expect(checks()).to.have.length(2);
      expect(clock.timers).to.equal(0);
      const [given] = messagesIn(state, 'TRANS_CHECK_MAX_TIME_TOPIC');
      expect(given?.properties).to.include({ REAL_TOPIC: 'orders', TRANSACTION_CHECK_TIMES: '2' });
      expect(state.topics.get('TRANS_CHECK_MAX_TIME_TOPIC')).to.include({ readQueueNums: 1, perm: 6 });
    });

    it('is asked once even when transactionCheckMax is 0', () => {
      const { clock, join, prepare } = makeTransactions({ config: { transactionCheckMax: 0 } });
      const { checks } = join('p1');
      prepare();
      clock.tick(1_000_000);
      expect(checks()).to.have.length(1);
    });

    it('can be asked for about everything that is open', () => {
      const { clock, end, feature, join, prepare } = makeTransactions();
      const { checks } = join('p1');
      end(prepare(), commit);
      prepare();
      prepare();
      feature.checkHalfMessages();
      clock.flush();
      expect(checks()).to.have.length(2);
      clock.tick(29_999);
      expect(checks()).to.have.length(2);
      clock.tick(1);
      expect(checks()).to.have.length(4);
    });

    it('comes after a restart too', () => {
      const before = makeTransactions();
      before.prepare();
      before.stop();
      before.clock.tick(10_000);
      const { clock, join } = makeTransactions({ restarted: before });
      const { checks } = join('p1');
      clock.tick(0);
      expect(checks()).to.have.length(1);
    });

    it('is left to the master on a slave', () => {
      const master = makeTransactions();
      const slave = makeTransactions({ identity: { brokerId: 1 }, restarted: master });
      const { checks } = master.join('p1');
      master.prepare();
      slave.feature.checkHalfMessages();
      master.clock.tick(6000);
      expect(checks()).to.have.length(1);
      expect(master.halves()).to.have.length(2);
    });

    it('stops with the broker', () => {
      const { clock, prepare, stop } = makeTransactions();
      prepare();
      stop();
      expect(clock.timers).to.equal(0);
    });

    it('skips what has grown too long, and goes on', () => {
      const { clock, join, prepare } = makeTransactions();
      const { checks } = join('p1');
      prepare({ long: 'x'.repeat(32_600) });
      prepare();
      clock.tick(6000);
      expect(checks()).to.have.length(1);
    });

    it('forgets half messages that the store has dropped', () => {
      const state = new BrokerState({ maxMessages: 100, maxBytes: 1_000_000 });
      const { prepare } = makeTransactions({ restarted: { state, clock: makeClock() } });
      for (let index = 0; index < 200; index++) prepare();
      expect(state.of(HalfMessages).size).to.equal(100);
    });
  });
});
