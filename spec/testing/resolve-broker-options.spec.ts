import { expect } from 'chai';
import { createGroupConfig } from '../../src/testing/groups/group-config.js';
import { defaultBrokerConfig } from '../../src/testing/broker/broker-config.js';
import type { BrokerOptions } from '../../src/testing/broker-options.js';
import {
  resolveBrokerOptions,
  resolveGroupOptions,
  resolveTopicOptions,
} from '../../src/testing/resolve-broker-options.js';

describe('resolveBrokerOptions', () => {
  it('needs nothing', () => {
    const { topics, groups, config, runtime, transport, ...rest } = resolveBrokerOptions();
    expect(rest).to.deep.equal({
      nameServers: 1,
      brokers: 1,
      slaves: 0,
      clusterName: 'DefaultCluster',
      host: '127.0.0.1',
      advertisedHost: undefined,
      port: 0,
      brokerPort: 0,
      retention: { maxMessages: 1_000_000, maxBytes: 256 * 1024 * 1024 },
      serialize: 'json',
      accessControl: undefined,
      tls: undefined,
      network: 'tcp',
      seed: 0,
    });
    expect([topics, groups, config]).to.deep.equal([{}, {}, defaultBrokerConfig]);
    expect(transport.connectTimeoutMs).to.equal(3000);
    expect(runtime.now()).to.be.a('number');
  });

  it('fills in what is left out of topics, groups and settings', () => {
    const { topics, groups, config } = resolveBrokerOptions({
      topics: { orders: {}, events: { queues: 1, order: true } },
      groups: { billing: { retryMaxTimes: 3 } },
      config: { maxMessageSize: 100 },
    });
    expect(topics).to.deep.equal({
      orders: { queues: 4, permission: 6, order: false, attributes: {} },
      events: { queues: 1, permission: 6, order: true, attributes: {} },
    });
    expect(groups).to.deep.equal({ billing: createGroupConfig('billing', { retryMaxTimes: 3 }) });
    expect(config).to.deep.equal({ ...defaultBrokerConfig, maxMessageSize: 100 });
  });

  const wrong: readonly [name: string, options: unknown, path: string][] = [
    ['a topic with a bad name', { topics: { 'a b': {} } }, 'the key of options.topics'],
    ['a topic without queues', { topics: { orders: { queues: 0 } } }, 'options.topics.orders.queues'],
    [
      'a permission that is none',
      { topics: { orders: { permission: 16 } } },
      'options.topics.orders.permission',
    ],
    ['a group with a bad name', { groups: { 'a b': {} } }, 'the key of options.groups'],
    [
      'a setting of a group of another type',
      { groups: { g: { retryMaxTimes: 'x' } } },
      'options.groups.g.retryMaxTimes',
    ],
    ['a setting of another type', { config: { maxMessageSize: '4M' } }, 'options.config.maxMessageSize'],
    ['a setting below zero', { config: { maxMessageSize: -1 } }, 'options.config.maxMessageSize'],
    ['no name server', { nameServers: 0 }, 'options.nameServers'],
    ['more brokers than names of two letters', { brokers: 703 }, 'options.brokers'],
    ['fewer than no slaves', { slaves: -1 }, 'options.slaves'],
    ['a host that is a name', { host: 'localhost' }, 'options.host'],
    ['an advertised host that is a name', { advertisedHost: 'broker' }, 'options.advertisedHost'],
    ['a port that is none', { port: 65_536 }, 'options.port'],
    ['no room for messages', { retention: { maxMessages: 0 } }, 'options.retention.maxMessages'],
    ['an unknown form of headers', { serialize: 'xml' }, 'options.serialize'],
    ['a network that is none', { network: 'wifi' }, 'options.network'],
    [
      'a limit of connections that is none',
      { transport: { maxFrameBytes: -1 } },
      'options.transport.maxFrameBytes',
    ],
    ['TLS without an object', { tls: true }, 'options.tls'],
  ];
  for (const [name, options, path] of wrong)
    it(`refuses ${name}, and names ${path}`, () => {
      expect(() => resolveBrokerOptions(options as BrokerOptions))
        .to.throw(path)
        .with.property('name', 'InvalidArgumentError');
    });

  it('refuses unknown names, with the nearest that there is', () => {
    expect(() => resolveBrokerOptions({ topic: {} } as never)).to.throw(/topic.*topics/);
    expect(() => resolveBrokerOptions({ config: { maxMesageSize: 1 } } as never)).to.throw(
      /maxMesageSize.*maxMessageSize/,
    );
    expect(() => resolveBrokerOptions({ topics: { orders: { queue: 1 } } } as never)).to.throw(
      /queue.*queues/,
    );
  });
});

describe('resolveTopicOptions', () => {
  it('checks the name, too', () => {
    expect(resolveTopicOptions('orders', { queues: 2 })).to.include({ queues: 2, permission: 6 });
    expect(() => resolveTopicOptions('a b', {})).to.throw('topic');
  });
});

describe('resolveGroupOptions', () => {
  it('checks the name, too, and gives the group its name', () => {
    expect(resolveGroupOptions('billing', { consumeEnable: false })).to.deep.equal(
      createGroupConfig('billing', { consumeEnable: false }),
    );
    expect(() => resolveGroupOptions('a b', {})).to.throw('group');
    expect(() => resolveGroupOptions('billing', { groupName: 'x' } as never)).to.throw('groupName');
  });
});
