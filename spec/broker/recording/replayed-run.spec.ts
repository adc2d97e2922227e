import { expect } from 'chai';
import { catchError, firstValueFrom, map, of } from 'rxjs';
import { record } from '../../../src/broker/recording/record.js';
import { replay } from '../../../src/broker/recording/replay.js';
import type { ClientOptions } from '../../../src/client/client-options.js';
import { createClient } from '../../../src/client/create-client.js';
import type { RocketMQError } from '../../../src/errors/rocketmq-error.js';
import type { EmbeddedBroker } from '../../../src/testing/cluster/embedded-broker.js';
import { startBroker } from '../../../src/testing/start-broker.js';
import {
  createVirtualClock,
  type VirtualClockOptions,
} from '../../../src/testing/time/create-virtual-clock.js';
import type { VirtualClock } from '../../../src/testing/time/virtual-clock.js';
import type { ConnectionState } from '../../../src/transport/connection-state.js';
import { makeFile } from '../../remoting/recording/toy-recording.js';

/** What a run of the program looked like, each in order. */
interface Course {
  readonly connections: string[];
  readonly health: string[];
  readonly sends: string[];
  readonly received: string[];
}

const describeState = (state: ConnectionState): string =>
  state.name === 'disconnected' ? `disconnected ${state.attempt} ${state.error?.message}` : state.name;

/** A program that sends and consumes; in its midst `outage` begins, and later it ends. */
async function run(
  clock: VirtualClock,
  options: ClientOptions,
  outage: { begin(): void; end(): void },
): Promise<Course> {
  const course: Course = { connections: [], health: [], sends: [], received: [] };
  const mq = createClient({
    ...options,
    runtime: clock.runtime,
    clientId: 'a-client',
    handlers: [
      {
        name: 'watch',
        onActive: ({ address }) => void course.connections.push(`${address} active`),
        onInactive: ({ address }, error) =>
          void course.connections.push(`${address} ${error?.message ?? 'closed'}`),
      },
    ],
  });
  mq.events$.subscribe((event) => {
    if (event.type === 'broker-health-changed') course.health.push(`${event.address} ${event.to}`);
  });
  const pass = async (ms: number, stepMs = 10): Promise<void> => {
    for (let passedMs = 0; passedMs < ms; passedMs += stepMs) {
      await clock.advance(stepMs);
      const states = mq.connections.map(({ address, state }) => `${address} ${describeState(state)}`).join();
      if (course.connections.at(-1) !== states) course.connections.push(states);
    }
  };
  const producer = mq.producer({ group: 'shop' });
  const send = async (body: string): Promise<void> => {
    const sent = producer.send({ topic: 'orders', body });
    const outcome: string = await clock.until(
      firstValueFrom(
        sent.pipe(
          map(({ queueOffset, status }) => `${queueOffset} ${status}`),
          catchError((error: RocketMQError) => of(error.code)),
        ),
      ),
    );
    course.sends.push(`${body}: ${outcome}`);
  };
  mq.consumer({ group: 'billing', subscribe: { orders: '*' }, from: 'first' })
    .run((delivery) => void course.received.push(delivery.text()))
    .subscribe();
  await pass(1000);
  await send('one');
  await send('two');
  await pass(500);
  outage.begin();
  await pass(2000);
  await send('three');
  await pass(3000);
  outage.end();
  await pass(60_000, 200);
  await send('four');
  await pass(1000);
  await clock.until(mq.close());
  return course;
}

const nothing = (): void => undefined;

describe('record and replay', () => {
  let file: string;
  let remove: () => void;

  beforeEach(() => ({ file, remove } = makeFile()));
  afterEach(() => remove());

  /** The run against a broker that is killed and comes back. */
  async function recorded({ bodies = true } = {}): Promise<Course> {
    const clock = createVirtualClock();
    const { runtime } = clock;
    const broker: EmbeddedBroker = await clock.until(
      startBroker({ network: 'memory', runtime, topics: { orders: { queues: 1 } } }),
    );
    const { connector } = broker.clientOptions;
    const recording = record(file, { bodies, runtime, ...(connector && { connector }) });
    const [node] = broker.brokers;
    const course = await run(
      clock,
      { ...broker.clientOptions, connector: recording.connector },
      {
        begin: () => void node!.stop().then(nothing, nothing),
        end: () => void node!.start().then(nothing, nothing),
      },
    );
    await recording.close();
    await clock.until(broker.stop());
    return course;
  }

  /** The same without any broker. */
  async function replayed(options: VirtualClockOptions = {}) {
    const clock = createVirtualClock(options);
    const player = replay(file, { runtime: clock.runtime });
    const [nameServers = ''] = player.addresses;
    const course = await run(
      clock,
      { nameServers, connector: player.connector },
      { begin: nothing, end: nothing },
    );
    expect(clock.timers, 'timers left behind').to.equal(0);
    return { course, player };
  }

  it('bring a run with a broker that was killed to the same states, outcomes and health, without any broker', async () => {
    const before = await recorded();
    expect(before.sends).to.deep.equal([
      'one: 0 ok',
      'two: 1 ok',
      'three: ROCKETMQ_SEND_FAILED',
      'four: 2 ok',
    ]);
    expect(before.received).to.deep.equal(['one', 'two', 'four']);
    expect(before.health.join()).to.match(/healthy,.* unhealthy,.* suspended,.* recovering,.* healthy$/);
    const { course, player } = await replayed();
    expect(course).to.deep.equal(before);
    expect(player.unknown).to.deep.equal([]);
  });

  it('bring it to the same outcomes when chance is another one and the date too', async () => {
    const before = await recorded();
    const { course } = await replayed({ seed: 99, startAt: Date.UTC(2031, 5, 1) });
    expect(course.sends).to.deep.equal(before.sends);
    expect(course.received).to.deep.equal(before.received);
    expect(new Set(course.health)).to.deep.equal(new Set(before.health));
    expect(course.connections.at(-1)).to.equal(before.connections.at(-1));
  });

  it('do so without the bodies of messages, of which only the length is kept', async () => {
    const before = await recorded({ bodies: false });
    const { course } = await replayed();
    expect({ ...course, received: [] }).to.deep.equal({ ...before, received: [] });
    expect(course.received).to.deep.equal(before.received.map((body) => '\0'.repeat(body.length)));
  });
});
