import type { Observable } from 'rxjs';
import { BrokerClient } from '../../../src/broker/broker-client.js';
import type { SendRequest } from '../../../src/broker/calls/send-message.js';
import { Single } from '../../../src/internal/single.js';
import { NameServerClient } from '../../../src/naming/name-server-client.js';
import { NameServerList } from '../../../src/naming/name-server-list.js';
import {
  type ConsumerData,
  encodeProperties,
  type HeartbeatData,
  type RemotingCommand,
} from '../../../src/protocol/index.js';
import { createRocketMQProtocol } from '../../../src/protocol/rocketmq-protocol.js';
import type { ConnectionHandler } from '../../../src/remoting/connection-handler.js';
import { ConnectionPool } from '../../../src/remoting/connection-pool.js';
import { RemotingClient } from '../../../src/remoting/remoting-client.js';
import type { BrokerOptions } from '../../../src/testing/broker-options.js';
import { parseEndpoint } from '../../../src/transport/endpoint.js';
import { brokerInMemory } from '../../testing/support/broker-in-memory.js';

const requestTimeoutMs = 3000;

/** A message for queue 0 of `orders`. */
export const sendRequest = (parts: Partial<SendRequest> = {}, properties: object = {}): SendRequest => ({
  producerGroup: 'shop',
  topic: 'orders',
  brokerName: 'broker-a',
  queueId: 0,
  defaultTopic: 'TBW102',
  defaultTopicQueues: 4,
  sysFlag: 0,
  flag: 0,
  bornAt: 0,
  properties: encodeProperties({ UNIQ_KEY: 'id', ...properties }),
  reconsumeTimes: 0,
  maxReconsumeTimes: undefined,
  body: Buffer.from('hello'),
  ...parts,
});

/** A heartbeat of `me`, a member of these groups. */
export const heartbeat = (parts: Partial<HeartbeatData> = {}): HeartbeatData => ({
  clientID: 'me',
  producerDataSet: [],
  consumerDataSet: [],
  heartbeatFingerprint: 0,
  withoutSub: false,
  ...parts,
});

export const consumerOf = (groupName: string, topic = 'orders'): ConsumerData => ({
  groupName,
  consumeType: 'CONSUME_PASSIVELY',
  messageModel: 'CLUSTERING',
  consumeFromWhere: 'CONSUME_FROM_LAST_OFFSET',
  unitMode: false,
  subscriptionDataSet: [
    {
      topic,
      subString: '*',
      expressionType: 'TAG',
      tagsSet: [],
      codeSet: [],
      subVersion: 1,
      classFilterMode: false,
    },
  ],
});

/**
 * An embedded broker with two queues of `orders`, in virtual time, and clients of it and of its name servers.
 *
 * @param handlers - of each connection
 */
export async function embedded(
  options: BrokerOptions = {},
  handlers: readonly ConnectionHandler<RemotingCommand, RemotingCommand>[] = [],
) {
  const { broker, clock, network, stop } = await brokerInMemory({
    topics: { orders: { queues: 2 } },
    ...options,
  });
  const remoting = (address: string): RemotingClient<RemotingCommand, RemotingCommand> =>
    new RemotingClient({
      endpoint: parseEndpoint(address),
      protocol: createRocketMQProtocol(),
      connector: network.connector,
      runtime: clock.runtime,
      handlers,
    });
  const pool = new ConnectionPool<RemotingCommand, RemotingCommand>(remoting, { runtime: clock.runtime });
  const client = new BrokerClient(pool.get(broker.address), requestTimeoutMs);
  const names = new NameServerClient(
    new NameServerList(broker.nameServers, clock.runtime),
    pool,
    requestTimeoutMs,
    clock.runtime,
  );

  /** What comes of it, after as much virtual time as it needs. */
  const answer = <T>(source: Observable<T>): Promise<T> =>
    clock.until(new Single<T>((subscriber) => source.subscribe(subscriber)));
  const failure = (source: Observable<unknown>): Promise<unknown> =>
    answer(source).then(
      () => undefined,
      (error: unknown) => error,
    );

  /** What the client says when the broker asks it something; returns what it was asked. */
  const serve = (respond: (request: RemotingCommand) => RemotingCommand): RemotingCommand[] => {
    const asked: RemotingCommand[] = [];
    const connection = pool.get(broker.address);
    connection.requests$.subscribe((request) => {
      asked.push(request);
      if (!request.isOneway) connection.reply(request, respond(request));
    });
    return asked;
  };

  return {
    broker,
    clock,
    pool,
    serve,
    /** Calls to the first broker. */
    client,
    names,
    answer,
    failure,
    send: (parts?: Partial<SendRequest>, properties?: object) =>
      answer(client.sendMessage(sendRequest(parts, properties))),
    [Symbol.asyncDispose]: async () => {
      await clock.until(pool.close());
      await stop();
    },
  };
}
