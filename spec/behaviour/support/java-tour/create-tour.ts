import { javaClientsOf, javaTour, type JavaTour } from '../../../../tools/rocketmq/index.js';
import type { BrokerUnderTest } from '../../../support/rocketmq/broker-under-test.js';
import { uniqueName } from '../../../support/rocketmq/unique-name.js';

/** Where a scenario happens: a topic and a group that nobody else uses. */
export interface Place {
  readonly java: JavaTour;
  readonly broker: BrokerUnderTest;
  readonly topic: string;
  readonly group: string;
}

export interface StopOptions {
  /** Of the topic. Default 4. */
  readonly queues?: number;
  /** Waits for many seconds: it starts before the others. */
  readonly isLong?: boolean;
  /** Why 4.9 cannot do it. */
  readonly needs5?: string;
}

/** An `it` whose `start` runs before all tests, at the same time as that of others; `check` looks at its result. */
export type Stop = <T>(
  title: string,
  start: (place: Place) => Promise<T>,
  check: (result: T, place: Place) => void,
  options?: StopOptions,
) => void;

const tourTimeoutMs = 120_000;

/** More at once are not done sooner: starting a client costs more than what it does here. */
const maxAtOnce = 10;

/**
 * To be called in a suite: runs all its stops in one JVM with the official client of that version. It writes its log to the
 * folder `JAVA_CLIENT_LOGS`, if there is one.
 */
export function createTour(broker: () => BrokerUnderTest, version: string): Stop {
  const starts: ((java: JavaTour) => Promise<unknown>)[] = [];
  let longStarts = 0;

  before('go on the tour', async function () {
    this.timeout(tourTimeoutMs);
    const logFolder = process.env['JAVA_CLIENT_LOGS'];
    await using clients = await javaClientsOf(broker().nameServers, { version, logFolder });
    const java = await javaTour(clients);
    const queue = starts.values();
    const work = async (): Promise<void> => {
      // A stop that fails is its own test's matter.
      for (const start of queue) await start(java).catch(() => undefined);
    };
    await Promise.all(Array.from({ length: maxAtOnce }, work));
    await java.stop();
  });

  return (title, start, check, { queues = 4, isLong = false, needs5 } = {}) => {
    if (needs5 !== undefined && version.startsWith('4.')) {
      process.stdout.write(`Left out on ${version}, where ${needs5}: ${title}\n`);
      return;
    }
    let place: Place;
    let running: ReturnType<typeof start>;

    const run = async (): ReturnType<typeof start> => {
      await place.broker.createTopic(place.topic, { queues });
      return start(place);
    };

    starts.splice(isLong ? longStarts : starts.length, 0, (java) => {
      place = { java, broker: broker(), topic: uniqueName('topic'), group: uniqueName('group') };
      running = run();
      return running;
    });
    if (isLong) longStarts++;

    it(title, async () => check(await running, place));
  };
}
