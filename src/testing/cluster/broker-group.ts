import { defer, forkJoin, map, type Observable, switchMap, tap } from 'rxjs';
import { isReadable, Permission } from '../../protocol/permission.js';
import type { MessageQueue } from '../../message/message-queue.js';
import { createSystemGroups, createSystemTopics } from '../admin/system-topics.js';
import { BrokerNode } from '../broker/broker-node.js';
import type { BrokerConfig } from '../broker/broker-config.js';
import { BrokerState } from '../broker/broker-state.js';
import type { RouteRegistry } from '../naming/route-registry.js';
import type { ResolvedBrokerOptions } from '../resolve-broker-options.js';
import type { ServerNode } from '../server/server-node.js';
import { javaHostOf } from '../server/host-of.js';
import type { ServerSetting } from '../server/server-setting.js';
import { createTopicConfig } from '../topics/topic-table.js';

/** A master and its slaves: they share a name, the configuration, and what is stored. */
export class BrokerGroup {
  readonly name: string;
  readonly nodes: readonly BrokerNode[];
  readonly #options: ResolvedBrokerOptions;
  readonly #config: BrokerConfig;
  #state: BrokerState;

  constructor(
    name: string,
    port: number,
    options: ResolvedBrokerOptions,
    setting: ServerSetting,
    registry: RouteRegistry,
  ) {
    const { accessControl, host, advertisedHost, clusterName, slaves } = options;
    const config: BrokerConfig = { ...options.config };
    this.name = name;
    this.#options = options;
    this.#config = config;
    this.#state = this.#createState();
    this.nodes = Array.from(
      { length: 1 + slaves },
      (_, brokerId) =>
        new BrokerNode({
          setting,
          clusterName,
          brokerName: name,
          brokerId,
          endpoint: { host, port: brokerId === 0 ? port : 0 },
          advertisedHost,
          accessControl,
          config,
          cluster: { readableQueues: (topic) => readableQueues(registry, topic) },
          state: () => this.#state,
          register: (identity, { topics }) =>
            registry.register({
              ...identity,
              // Routes carry addresses as Java prints them.
              address: javaHostOf(identity.address),
              topics: () => topics.all(),
              permission: () => limitOf(config.brokerPermission),
            }),
        }),
    );
  }

  get state(): BrokerState {
    return this.#state;
  }

  /** Stops brokers of the group, and starts them again. Cold. @param isForgetting - what is stored is lost meanwhile */
  restart(nodes: readonly BrokerNode[], isForgetting: boolean): Observable<void> {
    const each = (work: (server: ServerNode) => Observable<void>): Observable<unknown> =>
      forkJoin(nodes.map(({ server }) => work(server)));
    return defer(() => each((server) => server.stop())).pipe(
      tap(() => {
        if (isForgetting) this.#forget();
      }),
      switchMap(() => each((server) => server.start())),
      map(() => undefined),
    );
  }

  /** At the next start the brokers are as new. */
  #forget(): void {
    Object.assign(this.#config, this.#options.config);
    this.#state = this.#createState();
  }

  #createState(): BrokerState {
    const { clusterName, config, topics, groups, retention } = this.#options;
    const state = new BrokerState(retention);
    createSystemTopics(state.topics, { clusterName, brokerName: this.name }, config);
    createSystemGroups(state.groups);
    for (const [name, { queues, permission, order, attributes }] of Object.entries(topics))
      state.topics.put({ ...createTopicConfig(name, queues, permission), order, attributes });
    for (const group of Object.values(groups)) state.groups.put(group);
    return state;
  }
}

function readableQueues(registry: RouteRegistry, topic: string): readonly MessageQueue[] | undefined {
  const configs = registry.groups().flatMap(({ brokerName, members: [first] }) => {
    const config = Array.from(first.topics()).find(({ topicName }) => topicName === topic);
    return config === undefined ? [] : { brokerName, config };
  });
  if (configs.length === 0) return undefined;
  return configs.flatMap(({ brokerName, config: { perm, readQueueNums } }) =>
    isReadable(perm)
      ? Array.from({ length: readQueueNums }, (_, queueId) => ({ topic, brokerName, queueId }))
      : [],
  );
}

const readAndWrite = Permission.READ | Permission.WRITE;

/** A broker that may be read and written limits nothing: its topics keep what else they permit. */
const limitOf = (brokerPermission: number): number =>
  (brokerPermission & readAndWrite) === readAndWrite ? ~0 : brokerPermission;
