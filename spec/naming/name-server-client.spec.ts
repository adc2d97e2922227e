import { expect } from 'chai';
import { BrokerInternalError } from '../../src/errors/broker-error.js';
import { RequestTimeoutError } from '../../src/errors/remoting-error.js';
import { NameServersUnreachableError, TopicNotFoundError } from '../../src/errors/route-error.js';
import { RequestCode, ResponseCode } from '../../src/protocol/index.js';
import { observe } from '../remoting/toy-network.js';
import { makeStubCluster } from '../support/stub-broker/stub-cluster.js';
import type { StubNameServer } from '../support/stub-broker/stub-name-server.js';
import { refuse } from '../support/stub-broker/stub-server.js';

const code = RequestCode.GET_ROUTEINFO_BY_TOPIC;

/** Three name servers in the order in which they are asked: with this chance the second of the list comes first. */
function makeNaming() {
  const stub = makeStubCluster({ nameServers: 3 });
  const [third, first, second] = stub.nameServers as [StubNameServer, StubNameServer, StubNameServer];
  const { naming } = stub.layers();
  const ask = (topic = 'orders') => observe(naming.route(topic));
  const asked = () => [first, second, third].map(({ questions }) => questions.length);
  return { ...stub, naming, first, second, third, ask, asked };
}

const hang = (server: StubNameServer): void => server.on(code, () => undefined);

describe('NameServerClient', () => {
  it('asks one server', () => {
    const { ask, asked, tick } = makeNaming();
    const answer = ask();
    tick();
    expect(answer.values.map(({ topic }) => topic)).to.deep.equal(['orders']);
    expect(answer.complete).to.have.callCount(1);
    expect(asked()).to.deep.equal([1, 0, 0]);
  });

  it('asks nothing before it is subscribed to', () => {
    const { naming, asked, tick } = makeNaming();
    naming.route('orders');
    tick();
    expect(asked()).to.deep.equal([0, 0, 0]);
  });

  it('goes on to the next server when one is not there', () => {
    const { ask, asked, first, tick } = makeNaming();
    first.stop();
    const answer = ask();
    tick();
    expect(answer.values).to.have.length(1);
    expect(asked()).to.deep.equal([0, 1, 0]);
  });

  it('keeps to the server that works', () => {
    const { ask, asked, first, tick } = makeNaming();
    first.stop();
    ask();
    tick();
    first.start();
    tick(1000);
    ask();
    tick();
    expect(asked()).to.deep.equal([0, 2, 0]);
  });

  it('leaves time for the others when one hangs', () => {
    const { ask, asked, first, tick } = makeNaming();
    hang(first);
    const answer = ask();
    tick(900);
    expect(answer.values).to.deep.equal([]);
    tick(300);
    expect(answer.values).to.have.length(1);
    expect(asked()).to.deep.equal([1, 1, 0]);
  });

  it('errs within one deadline when all hang, and tells of each', () => {
    const { ask, asked, nameServers, first, second, third, tick } = makeNaming();
    nameServers.forEach(hang);
    const answer = ask();
    tick(2900);
    expect(answer.failure).to.equal(undefined);
    tick(200);
    const failure = answer.failure as NameServersUnreachableError;
    expect(failure).to.be.instanceOf(NameServersUnreachableError);
    expect(failure.attempts.map(({ address }) => address)).to.deep.equal(
      [first, second, third].map(({ address }) => address),
    );
    expect(failure.attempts[0]?.error).to.be.instanceOf(RequestTimeoutError);
    expect(asked()).to.deep.equal([1, 1, 1]);
  });

  it('tries every server once, whatever others find out meanwhile', () => {
    const { ask, first, second, third, tick } = makeNaming();
    hang(first);
    second.stop();
    hang(third);
    ask();
    tick(500);
    const answer = ask();
    tick(4000);
    const { attempts } = answer.failure as NameServersUnreachableError;
    expect(attempts.map(({ address }) => address)).to.deep.equal(
      [first, second, third].map(({ address }) => address),
    );
  });

  it('takes the word of one server that a topic does not exist', () => {
    const { ask, asked, tick } = makeNaming();
    const answer = ask('nowhere');
    tick();
    expect(answer.failure)
      .to.be.instanceOf(TopicNotFoundError)
      .with.nested.property('context.topic', 'nowhere');
    expect(asked()).to.deep.equal([1, 0, 0]);
  });

  it('errs with what the server answered', () => {
    const { ask, asked, first, tick } = makeNaming();
    first.on(code, () => refuse(ResponseCode.SYSTEM_ERROR, 'not ready'));
    const answer = ask();
    tick();
    expect(answer.failure).to.be.instanceOf(BrokerInternalError).with.property('remark', 'not ready');
    expect(asked()).to.deep.equal([1, 0, 0]);
  });

  it('gives up the question when nobody wants the answer', () => {
    const { ask, asked, first, tick } = makeNaming();
    hang(first);
    const answer = ask();
    tick();
    answer.subscription.unsubscribe();
    tick(5000);
    expect(answer.failure).to.equal(undefined);
    expect(asked()).to.deep.equal([1, 0, 0]);
  });
});
