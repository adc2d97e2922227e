import { expect } from 'chai';
import { NEVER, Subject } from 'rxjs';
import { RequestCode } from '../../../src/protocol/request-code.js';
import { SysFlag } from '../../../src/protocol/sys-flag.js';
import { observe } from '../../remoting/toy-network.js';
import {
  checkIntervalMs,
  firstCheckMs,
  makeTransactions,
  message,
  type TransactionWorld,
} from './make-transactions.js';

const { TRANSACTION_COMMIT, TRANSACTION_ROLLBACK } = SysFlag;

describe('Questions of brokers', () => {
  let world: TransactionWorld;

  const start = async (...options: Parameters<typeof makeTransactions>): Promise<TransactionWorld> => {
    world = await makeTransactions(...options);
    return world;
  };

  afterEach(async () => {
    await world.stop();
  });

  describe('about transactions of the producer itself', () => {
    it('are answered `unknown` while the work is under way, without the checker', async () => {
      const { clock, connect, ends } = await start();
      let calls = 0;
      const { producer } = connect({
        checker: () => {
          calls++;
          return 'rollback';
        },
      });
      const outcome = new Subject<'commit'>();
      const receipt = observe(producer.transaction(message, () => outcome));
      await clock.advance(firstCheckMs + 100);
      expect(ends.map((end) => [end.commitOrRollback, end.fromTransactionCheck])).to.deep.equal([[0, true]]);
      outcome.next('commit');
      outcome.complete();
      await clock.advance(100);
      expect([calls, receipt.values[0]?.isConfirmed, world.stored()]).to.deep.equal([0, true, ['hello']]);
    });

    it('do not commit twice when the broker asks before it has noted the commit', async () => {
      const { clock, connect, stored, ends } = await start({ config: { transactionOpBatchInterval: 3000 } });
      const { producer } = connect({ checker: () => 'commit' as const });
      const outcome = new Subject<'commit'>();
      producer.transaction(message, () => outcome).subscribe();
      await clock.advance(firstCheckMs - 1000);
      outcome.next('commit');
      outcome.complete();
      await clock.advance(2 * checkIntervalMs);
      expect(ends.map((end) => [end.commitOrRollback, end.fromTransactionCheck])).to.deep.equal([
        [TRANSACTION_COMMIT, false],
        [TRANSACTION_ROLLBACK, true],
      ]);
      expect(stored()).to.deep.equal(['hello']);
    });

    it('roll back what is left of an attempt that seemed to fail', async () => {
      const { clock, broker, connect, stored, ends } = await start();
      const { producer } = connect({ checker: () => 'commit' as const });
      broker.faults.drop({ code: RequestCode.SEND_MESSAGE_V2, direction: 'response', times: 1 });
      const receipt = await clock.until(producer.transaction(message, () => 'commit'));
      expect(receipt.isConfirmed).to.equal(true);
      await clock.advance(firstCheckMs + checkIntervalMs);
      expect(stored()).to.deep.equal(['hello']);
      expect(ends.map((end) => [end.commitOrRollback, end.fromTransactionCheck])).to.deep.equal([
        [TRANSACTION_COMMIT, false],
        [TRANSACTION_ROLLBACK, true],
      ]);
    });

    it('roll back a half message of which the sender was never told, since no work has run', async () => {
      const { clock, broker, connect, stored } = await start();
      const { producer } = connect({ retries: 0, checker: () => 'commit' as const });
      broker.faults.drop({ code: RequestCode.SEND_MESSAGE_V2, direction: 'response' });
      const sending = observe(producer.transaction(message, () => 'commit'));
      await clock.advance(4000);
      expect(sending.failure).to.be.instanceOf(Error);
      await clock.advance(firstCheckMs);
      expect([stored(), world.ends.map((end) => end.commitOrRollback)]).to.deep.equal([
        [],
        [TRANSACTION_ROLLBACK],
      ]);
    });
  });

  describe('about transactions of other producers', () => {
    it('are answered when that one died between the half message and the end', async () => {
      const { clock, broker, connect, stored } = await start();
      const asked: string[] = [];
      connect({
        checker: (half) => {
          asked.push(half.messageId);
          return 'commit';
        },
      });
      await clock.advance(100);
      const before = new Set(broker.clients().map(({ address }) => address));
      const dying = connect();
      let messageId: string | undefined;
      dying.producer
        .transaction(message, (context) => {
          ({ messageId } = context);
          return NEVER;
        })
        .subscribe();
      await clock.advance(100);
      expect(messageId).to.be.a('string');
      const peers = broker.clients().filter(({ address }) => !before.has(address));
      for (const { address } of peers) broker.faults.drop({ peer: address });
      await clock.until(dying.client.close({ timeoutMs: 1 }));
      await clock.advance(firstCheckMs);
      expect([asked, stored()]).to.deep.equal([[messageId], ['hello']]);
    });

    it('are all answered when one of two in its client has been closed', async () => {
      const { clock, connect, stored } = await start();
      const checker = (): 'commit' => 'commit';
      const { client, producer } = connect({ checker });
      client.producer({ group: 'shop', checker });
      const dying = connect();
      await clock.until(dying.producer.transaction(message, () => 'unknown'));
      await clock.until(dying.producer.transaction(message, () => 'unknown'));
      await clock.until(Promise.all([dying.client.close(), producer.close()]));
      await clock.advance(firstCheckMs);
      expect(stored()).to.deep.equal(['hello', 'hello']);
    });

    it('are answered although the producer has never sent anything to that broker', async () => {
      const { clock, connect, stored } = await start({ brokers: 2 });
      connect({ checker: () => 'commit' as const });
      const { producer, client } = connect();
      await clock.until(producer.transaction(message, () => 'unknown'));
      await clock.until(producer.transaction(message, () => 'unknown'));
      await clock.until(client.close());
      await clock.advance(firstCheckMs);
      expect(stored()).to.deep.equal(['hello', 'hello']);
    });
  });
});
