import { expect } from 'chai';
import { NEVER, of, Subject } from 'rxjs';
import sinon from 'sinon';
import { TransactionError } from '../../../src/errors/producer-error.js';
import type { ReceivedMessage } from '../../../src/message/received-message.js';
import { CheckDesk, type CheckDeskSettings } from '../../../src/producer/transaction/check-desk.js';
import { CheckRequest } from '../../../src/producer/transaction/check-request.js';
import { Decisions } from '../../../src/producer/transaction/decisions.js';
import { KnownOutcomes } from '../../../src/producer/transaction/known-outcomes.js';
import type { OutcomeNotice } from '../../../src/producer/transaction/tell-outcome.js';
import type { TransactionCheck } from '../../../src/producer/transaction/transaction-check.js';
import type { CheckEvent } from '../../../src/producer/transaction/transaction-event.js';
import type { TransactionOutcome } from '../../../src/producer/transaction/transaction-outcome.js';
import { decodeFrame } from '../../../src/protocol/frame-codec.js';
import { CheckTransactionStateRequestHeader } from '../../../src/protocol/headers/check-transaction-state.js';
import type { RemotingCommand } from '../../../src/protocol/remoting-command.js';
import { RequestCode } from '../../../src/protocol/request-code.js';
import { SysFlag } from '../../../src/protocol/sys-flag.js';
import { createVirtualClock } from '../../../src/testing/time/create-virtual-clock.js';
import { goldenFrames } from '../../protocol/support/golden.js';
import { observe } from '../../remoting/toy-network.js';
import {
  checkIntervalMs,
  firstCheckMs,
  makeTransactions,
  message,
  topic,
  type TransactionWorld,
} from './make-transactions.js';

const { END_TRANSACTION } = RequestCode;
const { TRANSACTION_COMMIT } = SysFlag;

describe('CheckDesk', () => {
  let world: TransactionWorld;

  const start = async (...options: Parameters<typeof makeTransactions>): Promise<TransactionWorld> => {
    world = await makeTransactions(...options);
    return world;
  };

  /** Keeps the questions of brokers on the wire, and notes their headers. */
  const watchQuestions = (): CheckTransactionStateRequestHeader[] => {
    const questions: CheckTransactionStateRequestHeader[] = [];
    const note = (command: RemotingCommand): boolean => {
      questions.push(CheckTransactionStateRequestHeader.read(command));
      return false;
    };
    world.broker.faults.drop({ code: RequestCode.CHECK_TRANSACTION_STATE, when: note });
    return questions;
  };

  afterEach(async () => {
    await world.stop();
  });

  describe('with a checker', () => {
    it('answers with what the checker gives, about what the broker has asked', async () => {
      const { clock, connect, stored, ends } = await start();
      const questions = watchQuestions();
      const asked: ReceivedMessage[] = [];
      const { producer } = connect({
        checker: (half) => {
          asked.push(half);
          return Promise.resolve('commit' as const);
        },
      });
      const { messageId } = await clock.until(
        producer.transaction({ ...message, tags: 'a', keys: ['k'] }, () => 'unknown'),
      );
      await clock.advance(firstCheckMs);
      expect(asked.map((half) => [half.topic, half.text(), half.tags, half.messageId])).to.deep.equal([
        [topic, 'hello', 'a', messageId],
      ]);
      const [question] = questions;
      expect(questions).to.have.length(1);
      expect(ends.at(-1)).to.deep.include({
        topic,
        producerGroup: 'shop',
        tranStateTableOffset: question?.tranStateTableOffset,
        commitLogOffset: question?.commitLogOffset,
        commitOrRollback: TRANSACTION_COMMIT,
        fromTransactionCheck: true,
        msgId: messageId,
        bname: 'broker-a',
        isOneway: false,
      });
      await clock.advance(2 * checkIntervalMs);
      expect([stored(), questions.length]).to.deep.equal([['hello'], 1]);
    });

    it('answers the broker that asked', async () => {
      const { clock, broker, connect, ends } = await start({ brokers: 3 });
      const { producer } = connect({ checker: () => 'rollback' as const });
      const receipts = [1, 2, 3].map(() => producer.transaction(message, () => 'unknown'));
      const halves = await clock.until(Promise.all(receipts));
      ends.length = 0;
      await clock.advance(firstCheckMs);
      expect(ends.map(({ bname, server }) => `${bname} ${server}`).toSorted()).to.deep.equal(
        broker.brokers.map(({ name }) => `${name} ${name}`),
      );
      expect(new Set(halves.map(({ half }) => half.queue.brokerName)).size).to.equal(3);
    });

    const works: readonly [string, () => unknown, unknown][] = [
      ['rejects', () => Promise.reject(new Error('no database')), new Error('no database')],
      ['gives something else', () => 0, new TransactionError('no-outcome')],
      ['never ends', () => NEVER, new TransactionError('timeout')],
    ];
    for (const [name, checker, error] of works)
      it(`answers \`unknown\` and tells of it when the checker ${name}`, async () => {
        const { clock, broker, connect, ends, stored } = await start();
        const { producer, events } = connect({ checker: checker as () => TransactionOutcome });
        const { messageId } = await clock.until(producer.transaction(message, () => 'unknown'));
        ends.length = 0;
        await clock.advance(firstCheckMs + 30_500);
        expect(ends[0]).to.include({ commitOrRollback: 0, fromTransactionCheck: true, isOneway: true });
        expect(events[0]).to.deep.equal({
          type: 'check-failed',
          topic,
          messageId,
          address: broker.address,
          error,
        });
        expect(stored()).to.deep.equal([]);
      });

    it('asks the checker once at a time about one message, and answers where the half message is now', async () => {
      const { clock, connect, ends } = await start({ config: { transactionCheckInterval: 5000 } });
      const questions = watchQuestions();
      const outcome = new Subject<'rollback'>();
      let calls = 0;
      const { producer } = connect({
        checker: () => {
          calls++;
          return outcome;
        },
      });
      await clock.until(producer.transaction(message, () => 'unknown'));
      await clock.advance(firstCheckMs + 11_000);
      expect([calls, questions.length]).to.deep.equal([1, 3]);
      outcome.next('rollback');
      outcome.complete();
      await clock.advance(100);
      expect(ends.at(-1)?.commitLogOffset).to.equal(questions[2]?.commitLogOffset);
      await clock.advance(60_000);
      expect([calls, questions.length]).to.deep.equal([1, 3]);
    });

    for (const style of ['4.9', '5.x'] as const)
      it(`answers brokers with access control of ${style}, for the topic of the message alone`, async () => {
        const credentials = { accessKey: 'rocketmq', secretKey: '12345678' };
        const accounts = [{ ...credentials, topicPerms: { [topic]: 'PUB' } }] as const;
        const { clock, connect, stored } = await start({ accessControl: { style, accounts } });
        const { producer } = connect({ checker: () => 'commit' as const }, { credentials });
        await clock.until(producer.transaction(message, () => 'unknown'));
        await clock.advance(firstCheckMs);
        expect(stored()).to.deep.equal(['hello']);
      });

    it('gives the checker the body as it was sent', async () => {
      const { clock, connect } = await start();
      const texts: string[] = [];
      const { producer } = connect({
        checker: (half) => {
          texts.push(half.text());
          return 'rollback';
        },
      });
      const body = 'again and '.repeat(1000);
      await clock.until(producer.transaction({ topic, body }, () => 'unknown'));
      await clock.advance(firstCheckMs);
      expect(texts).to.deep.equal([body]);
    });
  });

  describe('with a subscriber of `checks$`', () => {
    it('emits a check, of which the first answer counts', async () => {
      const { clock, connect, stored, ends } = await start();
      const { producer } = connect();
      const checks = observe(producer.checks$);
      const { messageId } = await clock.until(producer.transaction(message, () => 'unknown'));
      await clock.advance(firstCheckMs);
      const [check] = checks.values as [TransactionCheck];
      expect(check.message.messageId).to.equal(messageId);
      expect(check.attempt).to.equal(1);
      expect(check.outcome).to.equal(undefined);
      ends.length = 0;
      check.commit();
      expect(check.outcome).to.equal('commit');
      check.rollback();
      check.commit();
      check.unknown();
      await clock.advance(100);
      expect(check.outcome).to.equal('commit');
      expect(ends.map((end) => end.commitOrRollback)).to.deep.equal([TRANSACTION_COMMIT]);
      expect(stored()).to.deep.equal(['hello']);
    });

    it('emits it again with the next question when nobody has answered', async () => {
      const { clock, connect, stored } = await start();
      const { producer } = connect();
      const checks = observe(producer.checks$);
      await clock.until(producer.transaction(message, () => 'unknown'));
      await clock.advance(firstCheckMs + checkIntervalMs);
      const [first, second] = checks.values as [TransactionCheck, TransactionCheck];
      expect([first.attempt, second.attempt]).to.deep.equal([1, 2]);
      first.commit();
      await clock.advance(100);
      expect([second.outcome, stored()]).to.deep.equal(['commit', ['hello']]);
    });

    it('is asked 15 times about what stays unknown, and then never again', async () => {
      const { clock, connect, stored } = await start();
      const { producer } = connect();
      const attempts: number[] = [];
      producer.checks$.subscribe((check) => {
        attempts.push(check.attempt);
        check.unknown();
      });
      await clock.until(producer.transaction(message, () => 'unknown'));
      await clock.advance(30 * checkIntervalMs);
      expect(attempts).to.deep.equal(Array.from({ length: 15 }, (_, index) => index + 1));
      expect(stored()).to.deep.equal([]);
      const abandoned = world.broker.queue('TRANS_CHECK_MAX_TIME_TOPIC', 0).messages;
      expect(abandoned.map((each) => each.text())).to.deep.equal(['hello']);
    });

    it('lets a subscriber be faster than the checker', async () => {
      const { clock, connect, stored } = await start();
      let calls = 0;
      const { producer } = connect({
        checker: () => {
          calls++;
          return 'rollback';
        },
      });
      producer.checks$.subscribe((check) => check.commit());
      await clock.until(producer.transaction(message, () => 'unknown'));
      await clock.advance(firstCheckMs);
      expect([stored(), calls]).to.deep.equal([['hello'], 0]);
    });

    it('completes when the producer is closed', async () => {
      const { clock, connect } = await start();
      const { producer } = connect();
      const checks = observe(producer.checks$);
      await clock.until(producer.close());
      expect(checks.complete).to.have.callCount(1);
    });
  });

  describe('without anybody to answer', () => {
    it('says so once, and answers nothing', async () => {
      const { clock, broker, connect, ends } = await start();
      const { producer, events } = connect();
      const { messageId } = await clock.until(producer.transaction(message, () => 'unknown'));
      await clock.until(producer.transaction(message, () => 'unknown'));
      ends.length = 0;
      await clock.advance(firstCheckMs + 2 * checkIntervalMs);
      expect(events).to.deep.equal([
        { type: 'check-unanswered', topic, messageId, address: broker.address, error: undefined },
      ]);
      expect(ends).to.deep.equal([]);
    });
  });

  it('tells in an event of an answer that the broker did not acknowledge, and answers anew', async () => {
    const { clock, broker, connect, stored } = await start();
    const { producer, events } = connect({ checker: () => 'commit' as const });
    await clock.until(producer.transaction(message, () => 'unknown'));
    broker.faults.drop({ code: END_TRANSACTION, direction: 'request', times: 1 });
    await clock.advance(firstCheckMs + 3500);
    expect(events).to.have.length(1);
    expect(events[0]).to.include({
      type: 'transaction-end-failed',
      outcome: 'commit',
      isAnswer: true,
      address: broker.address,
    });
    expect(stored()).to.deep.equal([]);
    await clock.advance(checkIntervalMs);
    expect(stored()).to.deep.equal(['hello']);
  });

  describe('alone', () => {
    const questions = goldenFrames
      .filter(({ header }) => header.code === RequestCode.CHECK_TRANSACTION_STATE)
      .map(({ bytes }) => new CheckRequest(decodeFrame(bytes), '10.0.0.1:10911', () => 'broker-a'));
    const [first, second, third] = questions as [CheckRequest, CheckRequest, CheckRequest];

    const makeDesk = (settings: Partial<CheckDeskSettings>) => {
      const { runtime } = createVirtualClock();
      const tell = sinon.spy((_notice: OutcomeNotice) => of(true));
      const onEvent = sinon.spy();
      const desk = new CheckDesk({
        checker: undefined,
        timeoutMs: 3000,
        known: new KnownOutcomes(),
        decisions: new Decisions(runtime),
        tell,
        unpack: ({ body }) => body,
        onEvent,
        hold: () => () => undefined,
        ...settings,
      });
      const told = (): string[] => tell.args.map(([{ end }]) => `${end.messageId} ${end.outcome}`);
      const events = (): unknown[] =>
        onEvent.args.map(([event]) => {
          const { type, messageId } = event as CheckEvent;
          return [type, messageId];
        });
      return { desk, told, events };
    };

    it('drops the oldest question when too many are open, and still takes its answer', () => {
      const { desk, told, events } = makeDesk({ maxQuestions: 2 });
      const checks = observe(desk.checks$);
      for (const question of [first, second, third, first]) desk.receive(question);
      expect(checks.values.map((check) => check.message.messageId)).to.deep.equal(
        [first, second, third, first].map(({ messageId }) => messageId),
      );
      expect(events()).to.deep.equal([]);
      for (const check of checks.values) check.commit();
      expect(told()).to.include(`${first.messageId} commit`);
      desk.close();
    });

    it('drops the new question, and says so, when the checker has all the others', () => {
      const { desk, told, events } = makeDesk({ maxQuestions: 2, checker: () => NEVER });
      for (const question of [first, second, third]) desk.receive(question);
      expect([events(), told()]).to.deep.equal([[['check-dropped', third.messageId]], []]);
      desk.close();
    });

    it('answers nothing about a body that cannot be unpacked', () => {
      const checker = sinon.spy(() => 'commit' as const);
      const unpack = (): never => {
        throw new Error('not zlib');
      };
      const { desk, told, events } = makeDesk({ checker, unpack });
      desk.receive(first);
      expect([events(), told()]).to.deep.equal([[['check-failed', first.messageId]], []]);
      expect(checker).to.have.callCount(0);
      desk.close();
    });
  });
});
