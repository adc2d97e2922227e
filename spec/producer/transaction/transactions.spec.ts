import { expect } from 'chai';
import { NEVER, of, Subject, throwError } from 'rxjs';
import { DurabilityError } from '../../../src/errors/broker-error.js';
import { SendFailedError, TransactionError } from '../../../src/errors/producer-error.js';
import { ClosedError, InvalidArgumentError } from '../../../src/errors/usage-error.js';
import type { OutgoingMessage } from '../../../src/message/outgoing-message.js';
import type { TransactionContext } from '../../../src/producer/transaction/transaction-options.js';
import type { TransactionOutcome } from '../../../src/producer/transaction/transaction-outcome.js';
import { SendMessageV2ResponseHeader } from '../../../src/protocol/headers/send-message-v2.js';
import { decodeOffsetMessageId } from '../../../src/protocol/message/message-id.js';
import { createResponse } from '../../../src/protocol/remoting-command.js';
import { RequestCode } from '../../../src/protocol/request-code.js';
import { ResponseCode } from '../../../src/protocol/response-code.js';
import { SysFlag } from '../../../src/protocol/sys-flag.js';
import { observe } from '../../remoting/toy-network.js';
import { firstCheckMs, makeTransactions, message, type TransactionWorld } from './make-transactions.js';

const { SEND_MESSAGE_V2, HEART_BEAT, END_TRANSACTION } = RequestCode;

const errorOf = (command: PromiseLike<unknown>): PromiseLike<unknown> =>
  command.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('Transactions', () => {
  let world: TransactionWorld;

  const start = async (...options: Parameters<typeof makeTransactions>): Promise<TransactionWorld> => {
    world = await makeTransactions(...options);
    return world;
  };

  afterEach(async () => {
    await world.stop();
  });

  describe('which work ends', () => {
    it('show consumers what is committed, and tell the broker which half message it was', async () => {
      const { clock, connect, stored, ends } = await start();
      const { producer } = connect();
      const receipt = await clock.until(producer.transaction(message, () => 'commit'));
      const { half, messageId } = receipt;
      expect(receipt).to.deep.include({ outcome: 'commit', isConfirmed: true, reason: undefined });
      expect(stored()).to.deep.equal(['hello']);
      expect(ends).to.have.length(1);
      expect(ends[0]).to.deep.include({
        topic: 'orders',
        producerGroup: 'shop',
        tranStateTableOffset: half.queueOffset,
        commitLogOffset: decodeOffsetMessageId(half.offsetMessageId).physicalOffset,
        commitOrRollback: SysFlag.TRANSACTION_COMMIT,
        fromTransactionCheck: false,
        msgId: messageId,
        transactionId: messageId,
        isOneway: false,
      });
    });

    it('show nothing of what is rolled back, and are not asked about later', async () => {
      const { clock, connect, stored, ends } = await start();
      const { producer } = connect({ checker: () => 'commit' as const });
      const receipt = await clock.until(producer.transaction(message, () => 'rollback'));
      expect(receipt).to.include({ outcome: 'rollback', isConfirmed: true });
      await clock.advance(100_000);
      expect(stored()).to.deep.equal([]);
      expect(ends).to.have.length(1);
    });

    it('store the half message, and tell the work of it', async () => {
      const { clock, connect } = await start();
      const { producer } = connect();
      let context: TransactionContext | undefined;
      const single = producer.transaction(message, (given) => {
        context = given;
        return 'commit';
      });
      const { messageId, half } = await clock.until(single);
      expect(context).to.include({ messageId, half });
      expect(context?.signal.aborted).to.equal(false);
    });

    it('store nothing before the broker knows the group, also when another group has the connection already', async () => {
      const { clock, broker, connect, requests } = await start();
      const { client, producer } = connect();
      await clock.until(producer.send(message));
      const second = client.producer({ group: 'second' });
      broker.faults.delay(500, { code: HEART_BEAT, direction: 'response' });
      requests.length = 0;
      const receipt = observe(second.transaction(message, () => 'commit'));
      await clock.advance(400);
      expect(requests.map(({ code }) => code)).to.deep.equal([HEART_BEAT]);
      await clock.advance(300);
      expect(receipt.values).to.have.length(1);
      const groups = broker.clients().flatMap(({ producerGroups }) => producerGroups);
      expect(groups).to.have.members(['shop', 'second']);
    });

    const results: readonly [string, () => unknown][] = [
      ['a promise', () => Promise.resolve('commit')],
      ['an async function', async () => Promise.resolve().then(() => 'commit')],
      ['the last value of an Observable', () => of('unknown', 'rollback', 'commit')],
      [
        'the last value of an async iterable',
        async function* () {
          yield await Promise.resolve('rollback');
          yield 'commit';
        },
      ],
    ];
    for (const [name, work] of results)
      it(`take ${name} for the outcome`, async () => {
        const { clock, connect, stored } = await start();
        const { producer } = connect();
        const receipt = await clock.until(producer.transaction(message, work as () => 'commit'));
        expect(receipt.outcome).to.equal('commit');
        expect(stored()).to.deep.equal(['hello']);
      });
  });

  describe('whose work gives no outcome', () => {
    const trouble = new Error('no database');
    const works: readonly [string, () => unknown, unknown][] = [
      [
        'throws',
        () => {
          throw trouble;
        },
        trouble,
      ],
      ['rejects', () => Promise.reject(trouble), trouble],
      ['errs', () => throwError(() => trouble), trouble],
      ['is empty', () => of(), new TransactionError('no-outcome')],
      ['gives something else', () => 'committed', new TransactionError('no-outcome')],
      ['gives an array', () => ['commit'], new TransactionError('no-outcome')],
    ];
    for (const [name, work, reason] of works)
      it(`are unknown with the reason when it ${name}`, async () => {
        const { clock, connect, stored, ends } = await start();
        const { producer } = connect();
        const receipt = await clock.until(producer.transaction(message, work as () => TransactionOutcome));
        expect(receipt).to.include({ outcome: 'unknown', isConfirmed: false });
        expect(receipt.reason).to.deep.equal(reason);
        expect(stored()).to.deep.equal([]);
        expect(ends.map((end) => [end.commitOrRollback, end.isOneway, end.remark])).to.deep.equal([
          [0, true, `${(reason as Error).name}: ${(reason as Error).message}`],
        ]);
      });

    it('are unknown after `workTimeoutMs`, and the signal of the work is aborted', async () => {
      const { clock, connect } = await start();
      const { producer } = connect();
      let signal: AbortSignal | undefined;
      const work = (context: TransactionContext): typeof NEVER => {
        ({ signal } = context);
        return NEVER;
      };
      const receipt = observe(producer.transaction(message, work, { workTimeoutMs: 1000 }));
      await clock.advance(900);
      expect([receipt.values.length, signal?.aborted]).to.deep.equal([0, false]);
      await clock.advance(400);
      expect(receipt.values[0]).to.deep.include({
        outcome: 'unknown',
        reason: new TransactionError('timeout'),
      });
      expect(signal?.aborted).to.equal(true);
    });
  });

  describe('that do not get as far', () => {
    it('are rolled back without work when the half message is less than safely stored', async () => {
      const { clock, broker, connect, stored, ends } = await start();
      const { producer } = connect();
      // The broker has it, and says that its slave has not.
      const { half } = await clock.until(producer.transaction(message, () => 'unknown'));
      const header = { msgId: half.offsetMessageId, queueId: 0, queueOffset: half.queueOffset };
      broker.faults.answer(
        () =>
          createResponse(ResponseCode.FLUSH_SLAVE_TIMEOUT, { codec: SendMessageV2ResponseHeader, header }),
        { code: SEND_MESSAGE_V2 },
      );
      ends.length = 0;
      let hasRun = false;
      const single = producer.transaction(message, () => {
        hasRun = true;
        return 'commit';
      });
      const receipt = await clock.until(single);
      expect(receipt).to.include({ outcome: 'rollback', isConfirmed: true });
      expect(receipt.reason).to.be.instanceOf(DurabilityError);
      expect(ends.map(({ commitOrRollback }) => commitOrRollback)).to.deep.equal([
        SysFlag.TRANSACTION_ROLLBACK,
      ]);
      expect([hasRun, stored()]).to.deep.equal([false, []]);
    });

    it('err as a send when the half message is refused', async () => {
      const { clock, broker, connect, ends } = await start();
      const { producer } = connect();
      broker.faults.answer(ResponseCode.NO_PERMISSION, { code: SEND_MESSAGE_V2 });
      let hasRun = false;
      const single = producer.transaction(message, () => {
        hasRun = true;
        return 'commit';
      });
      expect(await clock.until(errorOf(single))).to.be.instanceOf(SendFailedError);
      await clock.settle();
      expect([hasRun, ends]).to.deep.equal([false, []]);
    });

    const wrong: readonly [string, OutgoingMessage, object][] = [
      ['a delay', { ...message, delay: { level: 3 } }, {}],
      ['no topic', { ...message, topic: '' }, {}],
      ['a bad workTimeoutMs', message, { workTimeoutMs: 0 }],
      ['a bad checkAfterMs', message, { checkAfterMs: -1 }],
      ['a bad timeoutMs', message, { timeoutMs: 0.5 }],
      ['an option that there is not', message, { workTimeout: 1000 }],
    ];
    for (const [name, half, options] of wrong)
      it(`refuse ${name} through the channel, before anything is sent`, async () => {
        const { clock, connect, requests } = await start();
        const { producer } = connect();
        const error = await clock.until(errorOf(producer.transaction(half, () => 'commit', options)));
        expect(error).to.be.instanceOf(InvalidArgumentError);
        expect(requests.filter(({ code }) => code === SEND_MESSAGE_V2)).to.deep.equal([]);
      });

    it('refuse what is no work, before anything is sent', async () => {
      const { clock, connect, requests } = await start();
      const { producer } = connect();
      const work = 'commit' as unknown as () => 'commit';
      const error = await clock.until(errorOf(producer.transaction(message, work)));
      expect(error).to.be.instanceOf(InvalidArgumentError).with.property('message').that.includes('work');
      expect(requests.filter(({ code }) => code === SEND_MESSAGE_V2)).to.deep.equal([]);
    });

    it('abort the work of who unsubscribes, and leave the rest to the question of the broker', async () => {
      const { clock, connect, stored } = await start();
      const { producer } = connect({ checker: () => 'commit' as const });
      let signal: AbortSignal | undefined;
      const subscription = producer
        .transaction(message, (context) => {
          ({ signal } = context);
          return NEVER;
        })
        .subscribe();
      await clock.advance(100);
      subscription.unsubscribe();
      expect(signal?.aborted).to.equal(true);
      await clock.advance(firstCheckMs);
      expect(stored()).to.deep.equal(['hello']);
    });
  });

  describe('whose end cannot be told', () => {
    it('say so in the receipt and in an event, and end by the question of the broker', async () => {
      const { clock, broker, connect, stored } = await start();
      const { producer, events } = connect();
      broker.faults.drop({ code: END_TRANSACTION, direction: 'request', times: 1 });
      const receipt = await clock.until(producer.transaction(message, () => 'commit'));
      expect(receipt).to.include({ outcome: 'commit', isConfirmed: false, reason: undefined });
      expect(events).to.have.length(1);
      expect(events[0]).to.deep.include({
        type: 'transaction-end-failed',
        topic: 'orders',
        messageId: receipt.messageId,
        outcome: 'commit',
        isAnswer: false,
        address: broker.address,
      });
      expect(stored()).to.deep.equal([]);
      await clock.advance(firstCheckMs);
      expect(stored()).to.deep.equal(['hello']);
    });

    it('are told when the broker has come back in time', async () => {
      const { clock, broker, connect, stored } = await start();
      const { producer, events } = connect();
      const outcome = new Subject<'commit'>();
      const receipt = observe(producer.transaction(message, () => outcome));
      await clock.advance(100);
      await clock.until(broker.brokers[0]!.stop());
      outcome.next('commit');
      outcome.complete();
      await clock.advance(500);
      await clock.until(broker.brokers[0]!.start());
      await clock.advance(2000);
      expect(receipt.values[0]).to.include({ outcome: 'commit', isConfirmed: true });
      expect([stored(), events]).to.deep.equal([['hello'], []]);
    });

    it('end by the question when the broker has heard them too late', async () => {
      const { clock, connect, stored } = await start();
      const { producer } = connect();
      const outcome = new Subject<'commit'>();
      const receipt = observe(producer.transaction(message, () => outcome, { checkAfterMs: 1000 }));
      await clock.advance(firstCheckMs + 100);
      outcome.next('commit');
      outcome.complete();
      await clock.advance(100);
      expect(receipt.values[0]).to.include({ outcome: 'commit', isConfirmed: false });
      await clock.advance(60_000);
      expect(stored()).to.deep.equal(['hello']);
    });
  });

  it('leave a trace of how they ended, and whether the broker had asked', async () => {
    const { clock, broker, connect } = await start({
      topics: { orders: { queues: 1 }, traces: { queues: 1 } },
    });
    const { producer } = connect({ checker: () => 'commit' as const, trace: { topic: 'traces' } });
    const half = { ...message, tags: 'paid', keys: ['o-1', 'o-2'] };
    const { messageId } = await clock.until(producer.transaction(half, () => 'unknown'));
    await clock.advance(firstCheckMs);
    await clock.until(producer.close());
    const records = broker
      .queue('traces', 0)
      .messages.flatMap((each) => each.text().split('\u0002'))
      .map((record) => record.split('\u0001'))
      .filter(([type]) => type === 'EndTransaction');
    const common = ['DefaultRegion', 'shop', 'orders', messageId, 'paid', 'o-1 o-2', broker.address, '2'];
    // Without the word and the time.
    expect(records.map((fields) => fields.slice(2))).to.deep.equal([
      [...common, messageId, 'UNKNOW', 'false'],
      [...common, messageId, 'COMMIT_MESSAGE', 'true'],
    ]);
  });

  describe('and closing', () => {
    it('waits for work that ends in time', async () => {
      const { clock, connect, stored } = await start();
      const { producer } = connect();
      const outcome = new Subject<'commit'>();
      const receipt = observe(producer.transaction(message, () => outcome));
      await clock.advance(100);
      const closed = producer.close();
      await clock.advance(100);
      expect(producer.state).to.equal('closing');
      outcome.next('commit');
      outcome.complete();
      await clock.until(closed);
      expect(receipt.values[0]).to.include({ outcome: 'commit', isConfirmed: true });
      expect(stored()).to.deep.equal(['hello']);
    });

    it('gives work up that takes longer, as unknown', async () => {
      const { clock, connect } = await start();
      const { producer } = connect();
      let signal: AbortSignal | undefined;
      const work = (context: TransactionContext): typeof NEVER => {
        ({ signal } = context);
        return NEVER;
      };
      const receipt = observe(producer.transaction(message, work));
      await clock.advance(100);
      await clock.until(producer.close({ timeoutMs: 500 }));
      expect(receipt.values[0]).to.include({ outcome: 'unknown', isConfirmed: false });
      expect((receipt.values[0] as { reason: unknown }).reason).to.be.instanceOf(ClosedError);
      expect(signal?.aborted).to.equal(true);
    });

    it('refuses transactions afterwards', async () => {
      const { clock, connect } = await start();
      const { producer } = connect();
      await clock.until(producer.close());
      const error = await clock.until(errorOf(producer.transaction(message, () => 'commit')));
      expect(error).to.be.instanceOf(ClosedError);
    });
  });
});
