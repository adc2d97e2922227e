import { join } from 'node:path';
import type { AdminAccess } from './admin-connection.js';
import { brokerConfig, type BrokerPlace } from './broker-config.js';
import { updateBrokerConfigOn } from './cluster-admin.js';
import { isListening } from './free-port.js';
import { launchServer, type ServerSetting } from './launch-server.js';
import { toPropertiesText, type Properties } from './properties.js';
import { isVersion4 } from './rocketmq-version.js';
import { untilTrue } from './sequence.js';
import { ServerNode } from './server-node.js';

export interface BrokerOptions extends Omit<BrokerPlace, 'storeFolder'> {
  /** Wins over the defaults of {@link brokerConfig}. */
  readonly config: Properties;
  readonly jvmArgs: readonly string[];
  /** More files for its home, by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly access: AdminAccess;
  /** Whether every running name server knows the broker at this address. */
  readonly isRegistered: (broker: BrokerIdentity) => Promise<boolean>;
}

export interface BrokerIdentity {
  /** The name that routes and queues carry; a slave has its master's. */
  readonly name: string;
  readonly brokerId: number;
  readonly address: string;
}

/**
 * Direct memory: a thread that has once stored a message or batch of 4 MiB keeps a buffer of that size. With 192 MiB a long run of
 * tests ends in `OutOfMemoryError` (seen on 5.3.3).
 */
const memory = ['-Xms128m', '-Xmx256m', '-XX:MaxDirectMemorySize=512m'];

/** Without these 4.9 cannot close its store in order on Java 17. */
const openedModules = ['java.nio', 'sun.nio.ch', 'jdk.internal.ref'].map(
  (name) => `--add-opens=java.base/${name}=ALL-UNNAMED`,
);

/** How long a broker that listens gets to register by itself before it is told to, and between repetitions. */
const registrationGraceMs = 300;

/**
 * A 5.x broker registers only with name servers that its client has already found alive. When that client is a moment
 * late, the first registration goes nowhere and the next follows after 10 s; a change of the permission, also to what
 * it was, registers at once.
 */
function registrationProbe(
  identity: BrokerIdentity & { readonly port: number },
  { isRegistered, config, access }: BrokerOptions,
): () => Promise<boolean> {
  const permission = toPropertiesText({ brokerPermission: config['brokerPermission'] ?? 6 });
  let nextNudgeAt = 0;
  return async () => {
    // A name server may still list the process that was just killed: the port comes first.
    if (!(await isListening(identity.port))) return false;
    if (await isRegistered(identity)) return true;
    const now = performance.now();
    if (nextNudgeAt !== 0 && now >= nextNudgeAt) {
      // It may listen and yet refuse; then the next registration of its own is waited for.
      await updateBrokerConfigOn(identity.address, permission, access).catch(() => undefined);
    }
    if (now >= nextNudgeAt) nextNudgeAt = now + registrationGraceMs;
    return false;
  };
}

/** A master (`brokerId` 0) or a slave. */
export class Broker extends ServerNode implements BrokerIdentity {
  readonly name: string;
  readonly brokerId: number;
  readonly port: number;
  readonly #options: BrokerOptions;

  constructor(setting: ServerSetting, options: BrokerOptions) {
    const { brokerName, brokerId, port } = options;
    const id = brokerId === 0 ? brokerName : `${brokerName}-slave-${brokerId}`;
    const address = `127.0.0.1:${port}`;
    const storeFolder = join(setting.runFolder, id, 'store');
    super({
      id,
      address,
      launch: () =>
        launchServer(setting, {
          name: id,
          mainClass: 'org.apache.rocketmq.broker.BrokerStartup',
          config: brokerConfig({ ...options, storeFolder }, options.config),
          jvmArgs: [...memory, ...(isVersion4(setting.version) ? openedModules : []), ...options.jvmArgs],
          files: options.files,
        }),
      createProbe: () => registrationProbe({ name: brokerName, brokerId, address, port }, options),
    });
    this.name = brokerName;
    this.brokerId = brokerId;
    this.port = port;
    this.#options = options;
  }

  /** Registers with every running name server now. By itself it would do so within 10 s after one has come back. */
  async announce(): Promise<void> {
    await untilTrue(`${this.id} is not in the routes`, registrationProbe(this, this.#options));
  }
}
