import { InvalidArgumentError } from '../errors/usage-error.js';
import { boolean, type Check, integer, maybe, resolveOptions } from '../internal/options.js';
import type { TopicConfig } from '../protocol/bodies/topic-config.js';
import { Permission } from '../protocol/permission.js';

/** How a topic is to be on each broker. What is left out has a default when it is created, and stays when it is updated. */
export interface TopicSettings {
  /** Queues per broker, to read and to write. Default 8, as `mqadmin` has it. */
  readonly queues?: number;
  /** Instead of `queues`; fewer than `readQueues` while a topic is made smaller. */
  readonly writeQueues?: number;
  /** Instead of `queues`. */
  readonly readQueues?: number;
  /** Consumers may read it. Default true. */
  readonly readable?: boolean;
  /** Producers may send to it. Default true. */
  readonly writable?: boolean;
  /**
   * Marks it as one whose order matters over all brokers, and has name servers keep its queues, as `mqadmin updateTopic -o`. Those
   * with `orderMessageEnable` put them into routes: producers then keep to these queues also while a broker is gone. Default false.
   */
  readonly order?: boolean;
  /** From 5.0 on, such as `{ 'message.type': 'FIFO' }`; `null` removes one. */
  readonly attributes?: Readonly<Record<string, string | null>>;
}

/** A topic as one broker has it. */
export interface TopicView {
  readonly topic: string;
  readonly brokerName: string;
  readonly address: string;
  readonly readQueues: number;
  readonly writeQueues: number;
  readonly readable: boolean;
  readonly writable: boolean;
  readonly order: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}

type Resolved = { readonly [Key in keyof TopicSettings]-?: TopicSettings[Key] | undefined };

/** A topic cannot have more (Java `TopicConfig` has no limit; this one is above what a broker survives). */
const maxQueues = 65_536;
const queueCount = maybe(integer(1, maxQueues));

const attributeTable: Check<Readonly<Record<string, string | null>>> = (value, path) => {
  if (typeof value !== 'object' || value === null) throw new InvalidArgumentError(path, 'an object');
  for (const [name, text] of Object.entries(value as Record<string, unknown>)) {
    if (text !== null && typeof text !== 'string')
      throw new InvalidArgumentError(`${path}.${name}`, 'a text, or null to remove it');
  }
  return value as Readonly<Record<string, string | null>>;
};

/** @throws {InvalidArgumentError} naming the setting */
export function checkTopicSettings(settings: TopicSettings): Resolved {
  return resolveOptions<Resolved>('settings', settings, {
    queues: queueCount,
    writeQueues: queueCount,
    readQueues: queueCount,
    readable: maybe(boolean),
    writable: maybe(boolean),
    order: maybe(boolean),
    attributes: maybe(attributeTable),
  });
}

/** What a new topic is before its settings, as `mqadmin updateTopic` has it. */
export function newTopic(topicName: string): TopicConfig {
  return {
    topicName,
    readQueueNums: 8,
    writeQueueNums: 8,
    perm: Permission.READ | Permission.WRITE,
    topicFilterType: 'SINGLE_TAG',
    topicSysFlag: 0,
    order: false,
    attributes: {},
  };
}

/** The request that makes of `config` what the settings say; its attributes are changes, each with its sign. */
export function changedTopic(config: TopicConfig, settings: Resolved): TopicConfig {
  const { queues, readQueues = queues, writeQueues = queues, readable, writable, order } = settings;
  return {
    ...config,
    readQueueNums: readQueues ?? config.readQueueNums,
    writeQueueNums: writeQueues ?? config.writeQueueNums,
    perm: withBit(withBit(config.perm, Permission.READ, readable), Permission.WRITE, writable),
    order: order ?? config.order,
    attributes: Object.fromEntries(
      Object.entries(settings.attributes ?? {}).map(([name, value]) =>
        value === null ? [`-${name}`, ''] : [`+${name}`, value],
      ),
    ),
  };
}

const withBit = (perm: number, bit: number, wanted: boolean | undefined): number =>
  wanted === undefined ? perm : wanted ? perm | bit : perm & ~bit;

export function viewTopic(config: TopicConfig, brokerName: string, address: string): TopicView {
  return {
    topic: config.topicName,
    brokerName,
    address,
    readQueues: config.readQueueNums,
    writeQueues: config.writeQueueNums,
    readable: (config.perm & Permission.READ) !== 0,
    writable: (config.perm & Permission.WRITE) !== 0,
    order: config.order,
    attributes: config.attributes,
  };
}
