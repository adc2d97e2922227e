import { isIP } from 'node:net';
import { InvalidArgumentError } from '../errors/usage-error.js';
import {
  boolean,
  type Check,
  integer,
  maybe,
  number,
  oneOf,
  option,
  type OptionShape,
  resolveOptions,
  text,
} from '../internal/options.js';
import { checkGroup, checkTopic } from '../message/names.js';
import { createRuntime, type Runtime } from '../runtime/runtime.js';
import type { MemoryNetwork } from '../transport/memory-network.js';
import type { TlsServerOptions } from '../transport/tls-listener.js';
import {
  resolveTransportOptions,
  type ResolvedTransportOptions,
  type TransportOptions,
} from '../transport/transport-options.js';
import {
  type AccessControlOptions,
  resolveAccessControlOptions,
  type ResolvedAccessControlOptions,
} from './access/access-control-options.js';
import type { BrokerOptions, GroupOptions, TopicOptions } from './broker-options.js';
import { type BrokerConfig, defaultBrokerConfig } from './broker/broker-config.js';
import { createGroupConfig, type GroupConfig } from './groups/group-config.js';
import { parseDelayLevels } from './schedule/delay-levels.js';
import type { Retention } from './store/message-store.js';

export interface ResolvedBrokerOptions extends Required<
  Omit<BrokerOptions, 'tls' | 'advertisedHost' | 'accessControl'>
> {
  readonly topics: Readonly<Record<string, Required<TopicOptions>>>;
  readonly groups: Readonly<Record<string, GroupConfig>>;
  readonly config: BrokerConfig;
  readonly retention: Retention;
  readonly transport: ResolvedTransportOptions;
  readonly advertisedHost: string | undefined;
  readonly accessControl: ResolvedAccessControlOptions | undefined;
  readonly tls: TlsServerOptions | undefined;
}

const maxPort = 65_535;
/** As many as there are names of one and two letters. */
const maxBrokers = 26 + 26 * 26;

const checkPort = integer(0, maxPort);

const address: Check<string> = (value, path) => {
  if (isIP(text(value, path)) === 0)
    throw new InvalidArgumentError(path, 'an IP address, such as "127.0.0.1"');
  return value as string;
};

const object =
  <T>(): Check<T> =>
  (value, path) => {
    if (typeof value !== 'object' || value === null) throw new InvalidArgumentError(path, 'an object');
    return value as T;
  };

const network: Check<'tcp' | 'memory' | MemoryNetwork> = (value, path) =>
  typeof value === 'object' ? object<MemoryNetwork>()(value, path) : oneOf('tcp', 'memory')(value, path);

/** A table whose keys are names, with a check for each value. */
const table =
  <T>(
    checkName: (name: unknown, path: string) => void,
    check: (value: unknown, path: string, name: string) => T,
  ) =>
  (value: unknown, path: string): Readonly<Record<string, T>> =>
    Object.fromEntries(
      Object.entries(object<object>()(value, path)).map(([name, given]) => {
        checkName(name, `the key of ${path}`);
        return [name, check(given, `${path}.${name}`, name)];
      }),
    );

const checkTopicOptions = (value: unknown, path: string): Required<TopicOptions> =>
  resolveOptions<Required<TopicOptions>>(path, value, {
    queues: option(integer(1, 0xffff), 4),
    permission: option(integer(0, 15), 6),
    order: option(boolean, false),
    attributes: option(table(text, text), {}),
  });

const delayLevels: Check<string> = (value, path) => {
  parseDelayLevels(text(value, path), path);
  return value as string;
};

/** Each setting must be of the type of its default. */
const likeItsDefault = <T extends object>(defaults: T): OptionShape<T> => {
  const checks = { boolean, number: number(0), string: text } as Readonly<Record<string, Check<unknown>>>;
  const entries = Object.entries(defaults).map(([key, value]) => [
    key,
    option(checks[typeof value] ?? object<object>(), value),
  ]);
  return Object.fromEntries(entries) as OptionShape<T>;
};

const checkGroupOptions = (value: unknown, path: string, groupName: string): GroupConfig => {
  const { groupName: _name, ...defaults } = createGroupConfig(groupName);
  return createGroupConfig(groupName, resolveOptions<GroupOptions>(path, value, likeItsDefault(defaults)));
};

/** What is made of a topic. @throws {InvalidArgumentError} */
export function resolveTopicOptions(topic: string, options: TopicOptions): Required<TopicOptions> {
  checkTopic(topic);
  return checkTopicOptions(options, 'options');
}

/** What is made of a consumer group. @throws {InvalidArgumentError} */
export function resolveGroupOptions(group: string, options: GroupOptions): GroupConfig {
  checkGroup(group);
  return checkGroupOptions(options, 'options', group);
}

/**
 * The options of an embedded broker with defaults filled in, checked and frozen.
 *
 * @throws {InvalidArgumentError} naming the option
 */
export function resolveBrokerOptions(options: BrokerOptions = {}): ResolvedBrokerOptions {
  return resolveOptions<ResolvedBrokerOptions>('options', options, {
    topics: option(table(checkTopic, checkTopicOptions), {}),
    groups: option(table(checkGroup, checkGroupOptions), {}),
    nameServers: option(integer(1), 1),
    brokers: option(integer(1, maxBrokers), 1),
    slaves: option(integer(0), 0),
    clusterName: option(text, 'DefaultCluster'),
    host: option(address, '127.0.0.1'),
    advertisedHost: maybe(address),
    port: option(checkPort, 0),
    brokerPort: option(checkPort, 0),
    config: option(
      (value, path) =>
        resolveOptions<BrokerConfig>(path, value, {
          ...likeItsDefault(defaultBrokerConfig),
          messageDelayLevel: option(delayLevels, defaultBrokerConfig.messageDelayLevel),
        }),
      defaultBrokerConfig,
    ),
    retention: option(checkRetention, checkRetention({}, 'options.retention')),
    serialize: option(oneOf('json', 'binary'), 'json'),
    accessControl: maybe((value, path) => resolveAccessControlOptions(value as AccessControlOptions, path)),
    tls: maybe(object<TlsServerOptions>()),
    network: option(network, 'tcp'),
    transport: option(
      (value, path) => resolveTransportOptions(value as TransportOptions, path),
      resolveTransportOptions(),
    ),
    seed: option(integer(0), 0),
    runtime: option(object<Runtime>(), createRuntime()),
  });
}

function checkRetention(value: unknown, path: string): Retention {
  return resolveOptions<Retention>(path, value, {
    maxMessages: option(integer(1), 1_000_000),
    maxBytes: option(integer(1), 256 * 1024 * 1024),
  });
}
