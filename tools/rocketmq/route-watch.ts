import type { TopicRouteData } from '../../src/protocol/index.js';
import type { AdminAccess } from './admin-connection.js';
import type { BrokerIdentity } from './broker.js';
import { topicRoute, type TopicSettings } from './cluster-admin.js';
import type { NameServer } from './name-server.js';
import { untilTrue } from './sequence.js';

/** Every broker brings this topic along, whatever its settings. */
const probeTopic = 'SELF_TEST_TOPIC';

/** What the running name servers of a cluster agree on. */
export class RouteWatch {
  readonly #nameServers: readonly NameServer[];
  readonly #access: AdminAccess;

  /** `nameServers` may grow. */
  constructor(nameServers: readonly NameServer[], access: AdminAccess) {
    this.#nameServers = nameServers;
    this.#access = access;
  }

  isRegistered({ name, brokerId, address }: BrokerIdentity): Promise<boolean> {
    return this.#everyRoute(probeTopic, ({ brokerDatas }) =>
      brokerDatas.some(
        ({ brokerName, brokerAddrs }) => brokerName === name && brokerAddrs[String(brokerId)] === address,
      ),
    );
  }

  /** Resolves when every running name server has the topic as it was set, on these brokers. */
  async untilCreated(
    topic: string,
    brokerNames: ReadonlySet<string>,
    { queues }: TopicSettings,
  ): Promise<void> {
    const matches = ({ queueDatas }: TopicRouteData): boolean =>
      [...brokerNames].every((name) =>
        queueDatas.some(
          ({ brokerName, writeQueueNums }) =>
            brokerName === name && (queues === undefined || writeQueueNums === queues),
        ),
      );
    await untilTrue(`No route of topic ${topic}`, () => this.#everyRoute(topic, matches));
  }

  async #everyRoute(topic: string, matches: (route: TopicRouteData) => boolean): Promise<boolean> {
    const running = this.#nameServers.filter(({ state }) => state === 'running');
    const routes = await Promise.all(running.map(({ address }) => topicRoute(address, topic, this.#access)));
    return routes.every((route) => route !== undefined && matches(route));
  }
}
