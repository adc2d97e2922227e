import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { lastValueFrom } from 'rxjs';
import type { RemotingCommand } from '../../../src/protocol/index.js';
import { createRuntime } from '../../../src/runtime/runtime.js';
import { type BrokerConfig, defaultBrokerConfig } from '../../../src/testing/broker/broker-config.js';
import {
  type BrokerOptions,
  type EmbeddedBroker as Embedded,
  type EmbeddedBrokerNode,
  startBroker,
} from '../../../src/testing/index.js';
import { askServer, type AdminAccess, type AdminRequest } from '../../../tools/rocketmq/admin-connection.js';
import { quickSettings } from '../../../tools/rocketmq/broker-config.js';
import { updateBrokerConfigOn } from '../../../tools/rocketmq/cluster-admin.js';
import type { GroupSettings, TopicSettings } from '../../../tools/rocketmq/index.js';
import { toPropertiesText, type Properties } from '../../../tools/rocketmq/properties.js';
import type { BrokerNode, BrokerSetup, BrokerUnderTest } from './broker-under-test.js';
import { unwatchedScheduler } from './unwatched-scheduler.js';

/** What the embedded broker behaves like. */
export const embeddedVersion = '5.3.3';

const fixture = (name: string): string => new URL(`../../fixtures/tls/${name}`, import.meta.url).pathname;

const certificates = {
  ca: fixture('ca.pem'),
  clientKey: fixture('client.key.pem'),
  clientCertificate: fixture('client.pem'),
};

const defaultGraceSeconds = 30;

function graceMsOf({
  enableShutdownGracefully,
  shutdownWaitTimeSeconds = defaultGraceSeconds,
}: Properties): number {
  return enableShutdownGracefully === true ? Number(shutdownWaitTimeSeconds) * 1000 : 0;
}

class EmbeddedNode implements BrokerNode {
  readonly #broker: Embedded;
  readonly #node: EmbeddedBrokerNode;
  readonly #graceMs: number;
  #pause: { remove(): void } | undefined;

  /** @param graceMs - how long it says goodbye; 0: it goes without a word */
  constructor(broker: Embedded, node: EmbeddedBrokerNode, graceMs: number) {
    this.#broker = broker;
    this.#node = node;
    this.#graceMs = graceMs;
  }

  get name(): string {
    return this.#node.name;
  }

  get brokerId(): number {
    return this.#node.brokerId;
  }

  get address(): string {
    return this.#node.address;
  }

  async kill(): Promise<void> {
    await lastValueFrom(this.#node.stop());
  }

  async terminate(): Promise<void> {
    if (this.#graceMs > 0) {
      const leaving = this.#broker.faults.goAway({ at: this.address, graceMs: this.#graceMs });
      await setTimeout(this.#graceMs);
      leaving.remove();
    }
    await this.kill();
  }

  async restart(): Promise<void> {
    await lastValueFrom(this.#node.restart());
  }

  pause(): void {
    this.#pause ??= this.#broker.faults.pause({ at: this.address });
  }

  resume(): void {
    this.#pause?.remove();
    this.#pause = undefined;
  }
}

/** The broker of `rx-rocketmq/testing`, over sockets in this process. */
export class EmbeddedBroker implements BrokerUnderTest {
  readonly kind = 'embedded';
  readonly version = embeddedVersion;
  readonly brokers: readonly BrokerNode[];
  readonly certificates: BrokerUnderTest['certificates'];
  /** For what only the embedded one can do. */
  readonly broker: Embedded;
  readonly #access: AdminAccess;
  /** What stands for the deaths of name servers, which cannot be stopped one by one. */
  readonly #deaths: { remove(): void }[] = [];

  constructor(broker: Embedded, { tls, accessControl, brokerConfig = {} }: BrokerSetup) {
    const hasTls = tls !== undefined;
    this.broker = broker;
    this.brokers = broker.brokers.map((node) => new EmbeddedNode(broker, node, graceMsOf(brokerConfig)));
    this.certificates = hasTls ? certificates : undefined;
    this.#access = {
      ...(accessControl && { credentials: accessControl.admin }),
      ...(hasTls && {
        tls: {
          ca: readFileSync(certificates.ca),
          key: readFileSync(certificates.clientKey),
          cert: readFileSync(certificates.clientCertificate),
        },
      }),
    };
  }

  get nameServers(): readonly string[] {
    return this.broker.nameServers;
  }

  createTopic(topic: string, { queues = 4, permission = 6, messageType }: TopicSettings = {}): Promise<void> {
    const attributes = messageType === undefined ? {} : { 'message.type': messageType };
    this.broker.createTopic(topic, { queues, permission, attributes });
    return Promise.resolve();
  }

  updateGroup(group: string, settings: GroupSettings = {}): Promise<void> {
    this.broker.createGroup(group, settings);
    return Promise.resolve();
  }

  async updateBrokerConfig(settings: Properties): Promise<void> {
    const text = toPropertiesText(settings);
    await Promise.all(this.brokers.map(({ address }) => updateBrokerConfigOn(address, text, this.#access)));
  }

  killNameServer(address: string): Promise<void> {
    const { faults } = this.broker;
    this.#deaths.push(faults.refuse({ at: address }), faults.cut('before', { at: address }));
    return Promise.resolve();
  }

  request(address: string, request: AdminRequest): Promise<RemotingCommand> {
    return askServer(address, request, this.#access);
  }

  /** Starts what a test has killed. */
  async repair(): Promise<void> {
    for (const death of this.#deaths.splice(0)) death.remove();
    await Promise.all(this.broker.brokers.map((node) => lastValueFrom(node.start())));
  }

  async stop(): Promise<void> {
    await lastValueFrom(this.broker.stop());
  }
}

/** Of the settings of real brokers, those that do something here. */
function embeddedConfig(settings: Properties): Partial<BrokerConfig> {
  return Object.fromEntries(Object.entries(settings).filter(([key]) => key in defaultBrokerConfig));
}

function embeddedOptions({
  brokers = 1,
  slaves = 0,
  nameServers = 1,
  brokerConfig = {},
  topics = {},
  accessControl,
  tls,
}: BrokerSetup): BrokerOptions {
  return {
    brokers,
    slaves,
    nameServers,
    runtime: createRuntime({ scheduler: unwatchedScheduler }),
    topics: Object.fromEntries(Object.entries(topics).map(([topic, queues]) => [topic, { queues }])),
    config: embeddedConfig({ ...quickSettings, ...brokerConfig }),
    ...(accessControl && { accessControl: { accounts: [{ ...accessControl.admin, admin: true }] } }),
    ...(tls && {
      tls: {
        ca: readFileSync(certificates.ca),
        cert: readFileSync(fixture('server.pem')),
        key: readFileSync(fixture('server.key.pem')),
        requireClientCertificate: tls.clientCertificate === 'require',
      },
    }),
  };
}

export async function startEmbeddedBroker(setup: BrokerSetup = {}): Promise<EmbeddedBroker> {
  return new EmbeddedBroker(await startBroker(embeddedOptions(setup)), setup);
}
