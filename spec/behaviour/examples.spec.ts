import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { createClient } from '../../src/index.js';
import type { BrokerUnderTest } from '../support/rocketmq/broker-under-test.js';
import { describeBroker } from '../support/rocketmq/describe-broker.js';
import { numbered, sendAll } from './support/traffic.js';

/** Runs a program until it has written a matching line, ends it as Ctrl-C would, and resolves with that line. */
async function lineOf(broker: BrokerUnderTest, args: readonly string[], pattern: RegExp): Promise<string> {
  const env = { ...process.env, NAME_SERVERS: broker.nameServers.join(';') };
  const program = spawn(process.execPath, ['--import', 'tsx', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(program, 'close');
  let found = '';
  for await (const line of createInterface({ input: program.stdout })) {
    if (found !== '' || !pattern.test(line)) continue;
    found = line;
    program.kill('SIGINT');
  }
  const [code] = (await ended) as [number | null];
  expect([found === '' ? 'no such line' : 'found', code ?? 0]).to.deep.equal(['found', 0]);
  return found;
}

/** What each example must print to have done its job. */
const expected: Readonly<Record<string, RegExp>> = {
  'batch.ts': /^1000 orders sent together, to [2-4] queues$/,
  'delayed.ts': /^taken back: [0-9A-F]{32}$|is not supported: /,
  'ordered.ts': /^o-3 shipped: broker-a\/\d at \d+$/,
  'send.ts': /^sent [0-9A-F]{32} to broker-a\/\d$/,
  'consume.ts': /attempt 1: \{"id":"o-1","total":20\}$/,
  'consume-operators.ts': /^\d+ settled in the last second$/,
  'consume-iterator.ts': /^m-9$|^m-\d$/,
  'request-reply.ts': /^bolts: 20 euro$/,
  'administer.ts': /^0 messages in invoices, \d+ that audit has not consumed$/,
  'stream.ts': /^[1-9]\d* lines sent$/,
  'transaction.ts': /^[0-9A-F]{32}: commit$/,
};

describeBroker('examples', (broker) => {
  it('are all run by this spec', () => {
    const files = readdirSync(new URL('../../examples', import.meta.url)).filter((name) =>
      name.endsWith('.ts'),
    );
    expect(files.toSorted()).to.deep.equal(Object.keys(expected).toSorted());
  });

  it('send, consume and administer', async () => {
    await broker().createTopic('orders', { queues: 4 });
    await using mq = createClient({ nameServers: broker().nameServers });
    await lineOf(broker(), ['examples/send.ts'], expected['send.ts']!);
    await lineOf(broker(), ['examples/consume.ts'], expected['consume.ts']!);
    await lineOf(broker(), ['examples/consume-operators.ts'], expected['consume-operators.ts']!);
    await sendAll(mq, 'orders', numbered('m', 10));
    await lineOf(broker(), ['examples/consume-iterator.ts'], expected['consume-iterator.ts']!);
    await lineOf(broker(), ['examples/administer.ts'], expected['administer.ts']!);
  });

  it('request and reply', async () => {
    await broker().createTopic('questions', { queues: 4 });
    await lineOf(broker(), ['examples/request-reply.ts'], expected['request-reply.ts']!);
  });

  // After the others, which read what is in the topic.
  it('batches', async () => {
    await broker().createTopic('orders', { queues: 4 });
    await lineOf(broker(), ['examples/batch.ts'], expected['batch.ts']!);
  });

  it('send a file', async () => {
    await broker().createTopic('orders', { queues: 4 });
    await lineOf(broker(), ['examples/stream.ts', 'README.md'], expected['stream.ts']!);
  });

  it('keep the order of a key', async () => {
    await broker().createTopic('orders', { queues: 4 });
    await lineOf(broker(), ['examples/ordered.ts'], expected['ordered.ts']!);
  });

  it('send for later', async () => {
    await broker().createTopic('orders', { queues: 4 });
    await lineOf(broker(), ['examples/delayed.ts'], expected['delayed.ts']!);
  });

  it('send what exists only if local work commits', async () => {
    await broker().createTopic('orders', { queues: 4 });
    await lineOf(broker(), ['examples/transaction.ts'], expected['transaction.ts']!);
  });

  it('of the README run: the demo on a cluster that is there', async () => {
    await broker().createTopic('demo_orders', { queues: 4 });
    const args = ['examples/demo/main.ts', '--seconds', '2', '--name-server', broker().nameServers[0]!];
    const line = await lineOf(broker(), args, /^\d+ orders sent, \d+ handled/);
    expect(line).to.match(/^[1-9]\d* orders sent, [1-9]\d* handled/);
  });
});
