import { expect } from 'chai';
import { asyncScheduler, catchError, filter, firstValueFrom, interval, map, of, timer } from 'rxjs';
import { type ClientOptions, createClient, record, replay, type RocketMQError } from '../../src/index.js';
import { createVirtualClock, type VirtualClock } from '../../src/testing/index.js';
import { makeFile } from '../remoting/recording/toy-recording.js';
import { describeBroker } from '../support/rocketmq/describe-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';

/** What a run of the program looked like. */
interface Course {
  /** States of the broker. How often it is tried in vain while it is away is by chance, and counts as once. */
  readonly health: string;
  readonly sends: readonly string[];
  readonly received: readonly string[];
}

/** What happens to the broker of the program. */
interface Outage {
  begin(): Promise<void>;
  end(): Promise<void>;
}

const none: Outage = { begin: () => Promise.resolve(), end: () => Promise.resolve() };

/** A program that sends and consumes. The broker goes away in its midst, and comes back when it has been missed. */
async function run(
  names: { readonly topic: string; readonly group: string },
  options: ClientOptions,
  outage: Outage,
  clock?: VirtualClock,
): Promise<Course> {
  const { topic, group } = names;
  const scheduler = clock?.runtime.scheduler ?? asyncScheduler;
  const wait = async <T>(work: PromiseLike<T>): Promise<T> => (clock ? clock.until(work) : work);
  const until = (isSo: () => boolean): Promise<number> =>
    wait(firstValueFrom(interval(20, scheduler).pipe(filter(isSo))));
  const health: string[] = [];
  const sends: string[] = [];
  const received: string[] = [];
  const mq = createClient({
    ...options,
    ...(clock && { runtime: clock.runtime }),
    clientId: 'a-client',
    // Name servers forget a killed broker at once, and then it is no broker of the client any more.
    routeRefreshIntervalMs: 600_000,
  });
  mq.events$.subscribe((event) => {
    if (event.type === 'broker-health-changed') health.push(event.to);
  });
  const producer = mq.producer({ group: 'spec' });
  const send = async (body: string): Promise<void> => {
    const outcome$ = producer.send({ topic, body }).pipe(
      map(({ status, queueOffset }) => `${status} at ${queueOffset}`),
      catchError(({ code }: RocketMQError) => of(code)),
    );
    sends.push(`${body}: ${await wait(firstValueFrom(outcome$))}`);
  };
  await send('one');
  mq.consumer({ group, subscribe: { [topic]: '*' }, from: 'first' })
    .run((delivery) => void received.push(delivery.text()))
    .subscribe();
  await until(() => received.length === 1);
  await outage.begin();
  await send('two');
  await until(() => health.includes('suspended'));
  // Pauses between dials are by chance: the outage outlasts any send, then they do not matter.
  await wait(firstValueFrom(timer(3000, scheduler)));
  await outage.end();
  await until(() => health.at(-1) === 'healthy');
  await send('three');
  await until(() => received.length === 2);
  await wait(mq.close());
  const course = health.join(' ').replaceAll(/(?:suspended recovering )+/g, 'suspended recovering ');
  return { health: course, sends, received };
}

describeBroker(
  'a recording',
  (broker) => {
    let file: string;
    let remove: () => void;

    beforeEach(() => ({ file, remove } = makeFile()));
    afterEach(() => remove());

    it('of a run whose broker is killed and comes back replays without any broker, and in no time', async function () {
      this.timeout(120_000);
      const names = { topic: uniqueName('topic'), group: uniqueName('group') };
      await broker().createTopic(names.topic, { queues: 1 });
      const [node] = broker().brokers;
      const recording = record(file, { bodies: true });
      const { connector } = recording;
      const recorded = await run(
        names,
        { nameServers: broker().nameServers, connector },
        { begin: () => node!.kill(), end: () => node!.restart() },
      );
      await recording.close();
      const clock = createVirtualClock();
      const player = replay(file, { runtime: clock.runtime });
      const options = { nameServers: player.addresses[0]!, connector: player.connector };
      const replayed = await run(names, options, none, clock);
      expect(recorded.sends).to.deep.equal(['one: ok at 0', 'two: ROCKETMQ_SEND_FAILED', 'three: ok at 1']);
      expect(recorded.received).to.deep.equal(['one', 'three']);
      expect(recorded.health).to.match(/^healthy unhealthy suspended recovering .*healthy$/);
      expect(replayed).to.deep.equal(recorded);
      expect(clock.timers, 'timers left behind').to.equal(0);
    });
  },
  { setup: {}, slow: true },
);
