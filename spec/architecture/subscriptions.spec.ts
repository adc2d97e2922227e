import { expect } from 'chai';
import { lineAt, sourceFiles } from './source-files.js';

/**
 * The files of src that may call `subscribe`, each with the reason. Everything else composes: an operator returns an
 * Observable, and who calls the library subscribes. Passing a subscriber on, `source$.subscribe(subscriber)`, is
 * composing and free.
 */
const allowed: Readonly<Record<string, string>> = {
  // What starts without a subscriber of the library.
  'src/internal/single.ts': 'awaiting a Single is one execution',
  'src/internal/replayed.ts': 'close, drain and their like start at once',
  'src/internal/iterate.ts': 'a for await loop is the subscriber',
  'src/internal/latest.ts': 'keeps the last value of a stream of settings',

  // Hand-written operators: one subscription to the source, those to inner work are added to the subscriber.
  'src/internal/operators/conflate-map.ts': 'operator',
  'src/delivery/operators/handle.ts': 'operator',
  'src/sending/message-sender.ts': 'what comes before the request of an attempt, ended with it',
  'src/producer/stream/send-all.ts': 'operator',
  'src/producer/stream/send-from.ts': 'hears of the end of its producer',
  'src/producer/stream/stream-run.ts': 'the sends of one stream, ended with it',
  'src/delivery/operators/handler-run.ts':
    'work that has begun outlives its subscriber, to settle its delivery',

  // Roots of objects that live until they are closed: one Subscription each.
  'src/transport/connection.ts': 'supervises: dials, pauses between dials, idleness',
  'src/remoting/connection-pool.ts': 'the end of all clients of a pool',
  'src/remoting/remoting-server.ts': 'the end of all sessions of a server',
  'src/remoting/responder.ts': 'the answer to a request of the other side',
  'src/remoting/remoting-session.ts': 'whether its link takes anything, until that ends',
  'src/remoting/waiting-room.ts': 'a call that waits keeps up the demand for a connection',
  'src/naming/route-table.ts': 'refreshes routes',
  'src/broker/broker-requests.ts': 'serves what brokers ask',
  'src/broker/heartbeat-service.ts': 'beats',
  'src/broker/manager/broker-manager.ts':
    'hears of routes, of new connections, and of the health of each broker',
  'src/delivery/credit.ts': 'gives out credit that lies idle',
  'src/consumer/consumer.ts': 'watches the window; a new membership waits for the end of the old one',
  'src/consumer/group-session.ts': 'the loops of a membership: shares, commits',
  'src/consumer/owned-queues.ts': 'one pull loop per queue of a membership',
  'src/consumer/queue-consumption.ts': 'carries decisions out, and waits before it hands out again',
  'src/testing/clients/tell-members.ts': 'tells clients what they do not answer',
  'src/testing/pop/pop-feature.ts': 'hears of every message that is stored, for polls that wait',
  'src/testing/schedule/message-scheduler.ts': 'hears of messages that have to wait',
  'src/testing/transaction/transaction-checks.ts':
    'hears of half messages; asks producers, who do not answer there',
  'src/producer/batch/open-batch.ts': 'the request of sends that share a batch',
  'src/producer/transaction/check-desk.ts': 'questions of brokers, and the answers',
  'src/producer/transaction/every-broker.ts': 'tells all brokers again and again',
  'src/client/cluster.ts': 'greets every new connection with a heartbeat',
  'src/testing/server/request-server.ts': 'notices the connections that are gone',
  'src/testing/broker/broker-node.ts': 'tells who waits what has been stored',

  // Programs.
  'src/cli/broker-command.ts': 'writes the log',
  'src/testing/admin/admin-feature.ts': 'counts what an embedded broker stores',
};

const calls = sourceFiles('src').flatMap(({ path, code }) =>
  [...code.matchAll(/\.subscribe\((?!subscriber\))/g)].map((match) => ({
    path,
    line: lineAt(code, match.index),
  })),
);

describe('subscriptions', () => {
  it('begin only in the files of the list', () => {
    const strays = calls.filter(({ path }) => !(path in allowed)).map(({ path, line }) => `${path}:${line}`);
    expect(
      strays,
      'compose with an operator; a root that owns its Subscription goes on the list above, with a reason',
    ).to.deep.equal([]);
  });

  it('exist in every file of the list', () => {
    const used = new Set(calls.map(({ path }) => path));
    expect(
      Object.keys(allowed).filter((path) => !used.has(path)),
      'these no longer subscribe: take them off the list above',
    ).to.deep.equal([]);
  });
});
