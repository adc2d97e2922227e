import { rm } from 'node:fs/promises';
import type { RemotingCommand } from '../../src/protocol/index.js';
import type { AccessControl } from './access-control.js';
import { askServer, type AdminAccess, type AdminRequest } from './admin-connection.js';
import { Broker } from './broker.js';
import type { Certificates } from './certificates.js';
import {
  createTopicOn,
  hasTopic,
  updateBrokerConfigOn,
  updateGroupOn,
  type GroupSettings,
  type TopicSettings,
} from './cluster-admin.js';
import type { ClusterDescription } from './cluster-description.js';
import type { ClusterOptions, NamedBrokerSettings } from './cluster-options.js';
import type { TlsSetup } from './cluster-tls.js';
import { freeBrokerPort, freeNameServerPort } from './free-port.js';
import type { ServerSetting } from './launch-server.js';
import { NameServer } from './name-server.js';
import { toPropertiesText, type Properties } from './properties.js';
import { isVersion4 } from './rocketmq-version.js';
import { RouteWatch } from './route-watch.js';
import { killProcesses } from './run-folder.js';
import { inSequence, untilTrue } from './sequence.js';

export interface ClusterParts {
  readonly options: ClusterOptions;
  readonly setting: ServerSetting;
  readonly tls: TlsSetup;
  readonly accessControl: AccessControl;
}

/** Name servers and brokers in processes of their own, on this machine. They end with this process at the latest. */
export class Cluster {
  readonly version: string;
  /** Configuration, stores and output of all servers; removed by `stop`. */
  readonly runFolder: string;
  /** Of clusters with TLS and certificates of their own. */
  readonly certificates: Certificates | undefined;
  readonly #parts: ClusterParts;
  readonly #access: AdminAccess;
  readonly #nameServers: NameServer[] = [];
  readonly #brokers: Broker[] = [];
  readonly #ports = new Set<number>();
  readonly #routes: RouteWatch;
  #stopped: Promise<void> | undefined;

  constructor(parts: ClusterParts) {
    const { options, setting, tls } = parts;
    this.version = setting.version;
    this.runFolder = setting.runFolder;
    this.certificates = tls.certificates;
    this.#parts = parts;
    this.#access = {
      ...(tls.connection && { tls: tls.connection }),
      ...(options.accessControl && { credentials: options.accessControl.admin }),
    };
    this.#routes = new RouteWatch(this.#nameServers, this.#access);
  }

  /** The addresses of all name servers, running or not. */
  get nameServers(): readonly string[] {
    return this.#nameServers.map(({ address }) => address);
  }

  get nameServerNodes(): readonly NameServer[] {
    return this.#nameServers;
  }

  /** Masters and slaves in the order in which they were started. */
  get brokers(): readonly Broker[] {
    return this.#brokers;
  }

  /** Plain data, enough for another process to talk to the cluster. */
  get description(): ClusterDescription {
    const { tls, setting, options } = this.#parts;
    return {
      version: this.version,
      jars: setting.jars,
      runFolder: this.runFolder,
      nameServers: this.nameServers,
      brokers: this.#brokers.map(({ name, brokerId, address }) => ({ name, brokerId, address })),
      clientJvmArgs: tls.jvmArgs,
      ...(options.accessControl && { credentials: options.accessControl.admin }),
    };
  }

  /** One more. Resolves when it listens; brokers that run already do not learn of it. */
  async addNameServer(port?: number): Promise<NameServer> {
    const chosen = port ?? (await freeNameServerPort(this.#ports));
    this.#ports.add(chosen);
    const server = new NameServer(this.#parts.setting, {
      port: chosen,
      config: this.#parts.options.nameServerConfig ?? {},
      jvmArgs: [],
    });
    this.#nameServers.push(server);
    await server.start();
    return server;
  }

  /** Starts one more master, with its slaves. Resolves when every name server knows them. */
  async addBroker(settings: NamedBrokerSettings): Promise<Broker> {
    const master = await this.#startBroker(settings, 0);
    const slaveIds = Array.from({ length: settings.slaves ?? 0 }, (_, index) => index + 1);
    await inSequence(slaveIds, (brokerId) => this.#startBroker(settings, brokerId));
    return master;
  }

  /** On every running broker, or on those named. Resolves when name servers and slaves know it. */
  async createTopic(
    topic: string,
    settings: TopicSettings & { readonly brokers?: readonly string[] } = {},
  ): Promise<void> {
    const { brokers: names, ...topicSettings } = settings;
    const brokers = this.#running().filter(({ name }) => names?.includes(name) ?? true);
    await Promise.all(
      this.#administrable(brokers).map(({ address }) =>
        createTopicOn(address, topic, topicSettings, this.#access),
      ),
    );
    await this.#routes.untilCreated(topic, new Set(brokers.map(({ name }) => name)), topicSettings);
    const slaves = brokers.filter(({ brokerId }) => brokerId !== 0);
    const haveSlavesIt = async (): Promise<boolean> => {
      const answers = await Promise.all(slaves.map(({ address }) => hasTopic(address, topic, this.#access)));
      return !answers.includes(false);
    };
    await untilTrue(`Topic ${topic} is not on every slave`, haveSlavesIt);
  }

  /** On every running broker. */
  async updateGroup(group: string, settings: GroupSettings = {}): Promise<void> {
    const brokers = this.#administrable(this.#running());
    await Promise.all(brokers.map(({ address }) => updateGroupOn(address, group, settings, this.#access)));
  }

  /** Changes settings of every running broker, or of those named, without a restart. */
  async updateBrokerConfig(settings: Properties, brokerNames?: readonly string[]): Promise<void> {
    const text = toPropertiesText(settings);
    const brokers = this.#running().filter(({ name }) => brokerNames?.includes(name) ?? true);
    await Promise.all(brokers.map(({ address }) => updateBrokerConfigOn(address, text, this.#access)));
  }

  /** Any request to any server of the cluster, signed and over TLS where need be; resolves with any answer. */
  request(address: string, request: AdminRequest): Promise<RemotingCommand> {
    return askServer(address, request, this.#access);
  }

  /** Kills every server, and Java clients of the cluster, and removes their files. Later calls join the first. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #stop(): Promise<void> {
    await Promise.all([...this.#brokers, ...this.#nameServers].map((server) => server.retire()));
    // Java clients that a test did not stop.
    killProcesses(this.runFolder);
    await rm(this.runFolder, { recursive: true, force: true, maxRetries: 3 });
  }

  #running(): readonly Broker[] {
    return this.#brokers.filter(({ state }) => state === 'running');
  }

  /**
   * Slaves of 4.9 refuse to be told and copy from their master within seconds; those of 5.x copy about once a minute
   * and can be told.
   */
  #administrable(brokers: readonly Broker[]): readonly Broker[] {
    return isVersion4(this.version) ? brokers.filter(({ brokerId }) => brokerId === 0) : brokers;
  }

  async #startBroker(settings: NamedBrokerSettings, brokerId: number): Promise<Broker> {
    const port = await freeBrokerPort(this.#ports);
    this.#ports.add(port);
    const { options, setting, accessControl } = this.#parts;
    const broker = new Broker(setting, {
      clusterName: 'DefaultCluster',
      brokerName: settings.name,
      brokerId,
      port,
      nameServers: this.nameServers,
      config: { ...accessControl.brokerConfig, ...options.brokerConfig, ...settings.config },
      jvmArgs: settings.jvmArgs ?? [],
      files: accessControl.brokerFiles,
      access: this.#access,
      isRegistered: (identity) => this.#routes.isRegistered(identity),
    });
    this.#brokers.push(broker);
    await broker.start();
    return broker;
  }
}
