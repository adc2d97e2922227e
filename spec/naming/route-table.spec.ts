import { expect } from 'chai';
import { NameServersUnreachableError, TopicNotFoundError } from '../../src/errors/route-error.js';
import { ClosedError } from '../../src/errors/usage-error.js';
import { RequestCode } from '../../src/protocol/index.js';
import { observe } from '../remoting/toy-network.js';
import { makeStubCluster } from '../support/stub-broker/stub-cluster.js';

const queueCounts = (seen: { values: readonly { readQueues: readonly unknown[] }[] }): number[] =>
  seen.values.map(({ readQueues }) => readQueues.length);

function makeRoutes(topics: Readonly<Record<string, number>> = { orders: 1 }) {
  const stub = makeStubCluster({ topics });
  const { routes } = stub.layers();
  const { nameServer, tick } = stub;
  /** Looks a topic up and lets the answer arrive. */
  const lookup = (topic = 'orders') => {
    const answer = observe(routes.lookup(topic));
    tick();
    return answer;
  };
  return { ...stub, nameServer, routes, lookup };
}

describe('RouteTable', () => {
  it('asks one question for all who look a topic up at the same time', () => {
    const { routes, nameServer, tick } = makeRoutes();
    const answers = [routes.lookup('orders'), routes.lookup('orders'), routes.refresh('orders')].map(observe);
    tick();
    expect(answers.map(({ values }) => values.length)).to.deep.equal([1, 1, 1]);
    expect(nameServer.questions).to.deep.equal(['orders']);
  });

  it('goes on asking for those who are left when one of them leaves', () => {
    const { routes, tick } = makeRoutes();
    const [leaver, other] = [observe(routes.lookup('orders')), observe(routes.lookup('orders'))];
    leaver.subscription.unsubscribe();
    tick();
    expect(other.values).to.have.length(1);
  });

  it('asks again when all who asked have left before the answer', () => {
    const { routes, nameServer, tick, lookup } = makeRoutes();
    nameServer.once(RequestCode.GET_ROUTEINFO_BY_TOPIC, () => undefined);
    const leaver = observe(routes.lookup('orders'));
    tick();
    leaver.subscription.unsubscribe();
    expect(lookup().values).to.have.length(1);
    expect(nameServer.questions).to.have.length(2);
  });

  it('answers from what it knows without asking', () => {
    const { nameServer, lookup } = makeRoutes();
    lookup();
    expect(lookup().values).to.have.length(1);
    expect(nameServer.questions).to.deep.equal(['orders']);
  });

  it('is up to date when a refresh emits', () => {
    const { routes, route, tick, lookup } = makeRoutes();
    lookup();
    route('orders', 5);
    let known: number | undefined;
    routes.refresh('orders').subscribe(() => (known = routes.peek('orders')?.readQueues.length));
    tick();
    expect(known).to.equal(5);
  });

  it('keeps a route that the name servers do not know any more', () => {
    const { routes, nameServer, lookup, tick } = makeRoutes();
    lookup();
    nameServer.routes.clear();
    const refresh = observe(routes.refresh('orders'));
    tick();
    expect(refresh.failure).to.be.instanceOf(TopicNotFoundError);
    expect(routes.peek('orders')?.topic).to.equal('orders');
    expect(lookup().values).to.have.length(1);
  });

  it('keeps a route while the name servers are away', () => {
    const { routes, nameServer, lookup, tick } = makeRoutes();
    lookup();
    nameServer.stop();
    tick();
    const refresh = observe(routes.refresh('orders'));
    tick(35_000);
    expect(refresh.failure).to.be.instanceOf(NameServersUnreachableError);
    expect(routes.routes().map(({ topic }) => topic)).to.deep.equal(['orders']);
  });

  it('asks for each known route once per interval', () => {
    const { nameServer, lookup, tick } = makeRoutes({ orders: 1, bills: 1 });
    lookup('orders');
    lookup('bills');
    tick(29_900);
    expect(nameServer.questions).to.have.length(2);
    tick(2200);
    expect(nameServer.questions.slice(2)).to.have.members(['orders', 'bills']).and.have.length(2);
    tick(30_000);
    expect(nameServer.questions).to.have.length(6);
  });

  it('goes on refreshing after a round that failed', () => {
    const { nameServer, route, routes, lookup, tick } = makeRoutes();
    lookup();
    nameServer.stop();
    tick(40_000);
    nameServer.start();
    route('orders', 3);
    tick(32_000);
    expect(routes.peek('orders')?.readQueues).to.have.length(3);
  });

  it('asks for at most eight routes at once in a round', () => {
    const topics = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`t${index}`, 1]));
    const { nameServer, lookup, tick } = makeRoutes(topics);
    Object.keys(topics).forEach(lookup);
    nameServer.on(RequestCode.GET_ROUTEINFO_BY_TOPIC, () => undefined);
    tick(32_500);
    expect(nameServer.questions).to.have.length(20 + 8);
  });

  it('tells of a new route and of one that changed, and of none that stayed the same', () => {
    const { routes, route, lookup, tick } = makeRoutes();
    const changes = observe(routes.changed$);
    lookup();
    for (const queues of [1, 3, 3]) {
      route('orders', queues);
      observe(routes.refresh('orders'));
      tick();
    }
    expect(queueCounts(changes)).to.deep.equal([1, 3]);
  });

  it('replays the present route to who watches it, then every change', () => {
    const { routes, route, lookup, tick } = makeRoutes();
    lookup();
    const watched = observe(routes.route('orders'));
    route('orders', 2);
    observe(routes.refresh('orders'));
    tick();
    expect(queueCounts(watched)).to.deep.equal([1, 2]);
  });

  it('asks for a missing topic at the shorter interval while somebody watches it', () => {
    const { routes, route, nameServer, tick } = makeRoutes();
    const watched = observe(routes.route('later'));
    tick(6100);
    expect(nameServer.questions).to.deep.equal(['later', 'later', 'later']);
    route('later', 2);
    tick(2000);
    expect(queueCounts(watched)).to.deep.equal([2]);
    tick(20_000);
    expect(nameServer.questions).to.have.length(4);
  });

  it('stops asking for a missing topic that nobody watches any more', () => {
    const { routes, nameServer, tick } = makeRoutes();
    const watched = observe(routes.route('later'));
    tick(2100);
    watched.subscription.unsubscribe();
    tick(60_000);
    expect(nameServer.questions).to.have.length(1);
  });

  it('forgets a topic that does not exist and that nobody watches', () => {
    const { nameServer, lookup, tick } = makeRoutes();
    expect(lookup('typo').failure).to.be.instanceOf(TopicNotFoundError);
    tick(60_000);
    expect(nameServer.questions).to.deep.equal(['typo']);
  });

  it('completes its streams and asks no more when it is closed', () => {
    const { routes, nameServer, clock, lookup, tick } = makeRoutes();
    lookup();
    const { timers } = clock;
    const watched = [routes.changed$, routes.route('orders'), routes.route('later')].map(observe);
    routes.close();
    expect(clock.timers).to.equal(timers - 1);
    expect(watched.map(({ complete }) => complete.callCount)).to.deep.equal([1, 1, 1]);
    expect(lookup('bills').failure).to.be.instanceOf(ClosedError);
    tick(60_000);
    expect(nameServer.questions).to.deep.equal(['orders']);
  });

  it('completes for who watches a route after it was closed', () => {
    const { routes } = makeRoutes();
    routes.close();
    expect(observe(routes.route('orders')).complete).to.have.callCount(1);
  });

  it('does not tell of an answer that comes after it was closed', () => {
    const { routes, nameServer, tick } = makeRoutes();
    const gate = nameServer.hold(RequestCode.GET_ROUTEINFO_BY_TOPIC);
    const late = observe(routes.refresh('orders'));
    tick();
    routes.close();
    gate.next();
    tick();
    expect([late.values.length, routes.peek('orders')]).to.deep.equal([1, undefined]);
  });
});
