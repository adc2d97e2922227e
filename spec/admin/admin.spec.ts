import { expect } from 'chai';
import type { AdminFailedError } from '../../src/errors/admin-error.js';
import { RequestTimeoutError } from '../../src/errors/remoting-error.js';
import { NameServersUnreachableError } from '../../src/errors/route-error.js';
import { ClosedError, InvalidArgumentError } from '../../src/errors/usage-error.js';
import { RequestCode } from '../../src/protocol/index.js';
import { observe } from '../remoting/toy-network.js';
import { administer } from './administer.js';

const { GET_TOPIC_STATS_INFO } = RequestCode;

describe('Admin', () => {
  it('asks nobody before a command is subscribed to, and each time again', async () => {
    await using stage = await administer();
    const list = stage.admin.topics.list();
    await stage.clock.settle();
    expect(stage.mq.connections).to.deep.equal([]);
    const asked = stage.broker.faults.delay(0, { code: RequestCode.GET_ALL_TOPIC_LIST_FROM_NAMESERVER });
    const answers = [observe(list), observe(list)];
    await stage.clock.advance(10);
    expect(answers.map(({ complete }) => complete.callCount)).to.deep.equal([1, 1]);
    expect(asked.hits).to.equal(2);
  });

  it('shares the connections of its client', async () => {
    await using stage = await administer({ brokers: 1 });
    await stage.answer(stage.admin.brokers.status());
    await stage.answer(stage.mq.admin().brokers.status());
    expect(stage.mq.connections).to.have.length(2);
  });

  it('waits 5 seconds for a broker, or as long as it was told', async () => {
    await using stage = await administer({ brokers: 1 });
    stage.broker.faults.drop({ code: GET_TOPIC_STATS_INFO });
    const timeoutOf = async (single: Parameters<typeof stage.failure>[0]) => {
      const { cause } = (await stage.failure(single)) as AdminFailedError;
      expect(cause).to.be.instanceOf(RequestTimeoutError);
      return (cause as RequestTimeoutError).timeoutMs;
    };
    const hasty = stage.mq.admin({ timeoutMs: 700 });
    expect([
      await timeoutOf(stage.admin.topics.statistics('orders')),
      await timeoutOf(hasty.topics.statistics('orders')),
      await timeoutOf(hasty.topics.statistics('orders', { timeoutMs: 900 })),
    ]).to.deep.equal([5000, 700, 900]);
  });

  it('ends the wait with a signal', async () => {
    await using stage = await administer({ brokers: 1 });
    stage.broker.faults.drop({ code: GET_TOPIC_STATS_INFO });
    const controller = new AbortController();
    const answer = observe(stage.admin.topics.statistics('orders', { signal: controller.signal }));
    await stage.clock.advance(100);
    controller.abort(new Error('enough'));
    expect(answer.failure).to.have.property('message', 'enough');
  });

  it('errs when no name server is there', async () => {
    await using stage = await administer();
    stage.broker.faults.refuse({ at: stage.broker.nameServers[0]! });
    expect(await stage.failure(stage.admin.topics.list())).to.be.instanceOf(NameServersUnreachableError);
  });

  it('refuses wrong options', async () => {
    await using stage = await administer();
    expect(() => stage.mq.admin({ timeoutMs: 0 })).to.throw(InvalidArgumentError);
    expect(() => stage.mq.admin({ timeout: 5 } as object)).to.throw(InvalidArgumentError, 'timeoutMs');
    const error = await stage.failure(stage.admin.topics.list({ timeoutMs: -1 }));
    expect(error).to.be.instanceOf(InvalidArgumentError);
  });

  it('is not to be had from a closed client, and of no use after it', async () => {
    await using stage = await administer();
    const { admin, mq } = stage;
    await stage.clock.until(mq.close());
    expect(() => mq.admin()).to.throw(ClosedError);
    expect(await stage.failure(admin.topics.list())).to.be.instanceOf(ClosedError);
  });
});
