import { findJava, hasJars } from '../../../tools/rocketmq/index.js';
import { decideRealBroker, realVersion, wantedKinds } from './broker-choice.js';
import type { BrokerKind, BrokerSetup, BrokerUnderTest } from './broker-under-test.js';
import { type EmbeddedBroker, embeddedVersion, startEmbeddedBroker } from './embedded-broker.js';
import { type RealBroker, startRealBroker } from './real-broker.js';
import { Shared } from './shared.js';
import { settleToNow } from './settle.js';

/** Jars of the first run come over the network; a start on a busy machine took 50 s. */
const startTimeoutMs = 300_000;
const stopTimeoutMs = 30_000;

/** What a suite knows of its broker before it runs. */
export interface BrokerAbout {
  readonly kind: BrokerKind;
  readonly version: string;
  /** Starts one more of the same kind; whoever asks stops it. */
  readonly another: (setup?: BrokerSetup) => Promise<BrokerUnderTest>;
}

/** `body` gets a function that returns the broker, to be called in hooks and tests. */
export type BrokerSuite<T> = (broker: () => T, about: BrokerAbout) => void;

export interface BrokerSuiteOptions {
  /** Servers of its own, for suites that stop them or change their settings. Default: those that all suites share. */
  readonly setup?: BrokerSetup;
  /** Starting servers of Apache RocketMQ for it takes long: `npm test` leaves that one to `npm run test:rocketmq`. */
  readonly slow?: boolean;
  /** Clients in Java take part, also when the broker is embedded. */
  readonly needsJava?: boolean;
}

function decideOnce(): () => boolean {
  let run: boolean | undefined;
  return () => {
    if (run === undefined) {
      const { missing } = findJava(hasJars(realVersion()) ? ['java'] : ['java', 'mvn']);
      const decision = decideRealBroker(missing, process.env);
      if (!decision.run) process.stdout.write(`${decision.reason}\n`);
      ({ run } = decision);
    }
    return run;
  };
}

const hasJava = decideOnce();
const sharedReal = new Shared(() => startRealBroker(realVersion()));
const sharedEmbedded = new Shared(() => startEmbeddedBroker());

// This module is loaded outside any suite, so the hook belongs to the root: it runs after everything else.
after('stop the shared brokers', async function () {
  this.timeout(stopTimeoutMs);
  await Promise.all([sharedReal.stop(), sharedEmbedded.stop()]);
});

function notRunning(): never {
  throw new Error('The broker runs in hooks and tests only');
}

interface SuiteParts<T extends BrokerUnderTest> {
  readonly title: string;
  readonly about: BrokerAbout;
  readonly body: BrokerSuite<T>;
  readonly setup: BrokerSetup | undefined;
  readonly shared: Shared<T & { stop(): Promise<void> }>;
  readonly start: (setup: BrokerSetup) => Promise<T>;
  /** Declares hooks before those of the suite; what it returns declares more of them after those of the suite. */
  readonly around?: (broker: () => T) => () => void;
}

function declare<T extends BrokerUnderTest>(parts: SuiteParts<T>): void {
  const { title, about, body, setup, shared, start, around } = parts;
  describe(title, () => {
    let current: T | undefined;

    before('start the broker', async function () {
      this.timeout(startTimeoutMs);
      current = await (setup === undefined ? shared.get() : start(setup));
    });

    if (setup !== undefined) {
      after('stop the broker', async function () {
        this.timeout(stopTimeoutMs);
        await current?.stop();
      });
    }

    const broker = (): T => current ?? notRunning();
    const end = around?.(broker);
    body(broker, about);
    end?.();
  });
}

/**
 * The embedded broker is in the process that is searched for leaks: what a test has killed comes back, and the end of a
 * connection, which the broker hears of a moment after the client, is waited for.
 */
function aroundEmbedded(broker: () => EmbeddedBroker): () => void {
  let settle: () => Promise<void>;
  const remember = (): void => {
    settle = settleToNow();
  };
  before(remember);
  beforeEach(remember);

  return () => {
    before('wait until connections are gone', () => settle());
    afterEach('repair the broker', async () => {
      await broker().repair();
      await settle();
    });
  };
}

function declareReal(
  title: string,
  body: BrokerSuite<RealBroker>,
  setup: BrokerSetup | undefined,
  because = '',
): void {
  if (!wantedKinds().includes('real')) return;
  const version = realVersion();
  const name = `${title}, on Apache RocketMQ ${version}${because}`;
  const start = (given?: BrokerSetup): Promise<RealBroker> => startRealBroker(version, given);
  const about: BrokerAbout = { kind: 'real', version, another: start };
  if (hasJava()) declare({ title: name, about, body, setup, shared: sharedReal, start });
  else describe.skip(name, () => body(notRunning, about));
}

function declareEmbedded(
  title: string,
  body: BrokerSuite<EmbeddedBroker>,
  setup: BrokerSetup | undefined,
  because = '',
): void {
  if (!wantedKinds().includes('embedded')) return;
  const name = `${title}, on the embedded broker${because}`;
  const start = startEmbeddedBroker;
  const about: BrokerAbout = { kind: 'embedded', version: embeddedVersion, another: start };
  declare({ title: name, about, body, setup, shared: sharedEmbedded, start, around: aroundEmbedded });
}

/**
 * A suite on the embedded broker, and the same suite on Apache RocketMQ of version `ROCKETMQ_VERSION`: two suites, whose
 * titles say which. `ROCKETMQ_BROKERS` chooses one of them.
 *
 * Without a `setup` all suites share one broker of each kind, so topics and groups need names of their own (`uniqueName`)
 * and nobody may stop it or change its settings.
 */
export function describeBroker(
  title: string,
  body: BrokerSuite<BrokerUnderTest>,
  { setup, slow = false, needsJava = false }: BrokerSuiteOptions = {},
): void {
  if (!needsJava) declareEmbedded(title, body, setup);
  else if (hasJava()) declareEmbedded(`${title} @java`, body, setup);
  declareReal(slow ? `${title} @slow` : title, body, setup);
}

/** A suite that makes sense on Apache RocketMQ only, with the reason: it ends the sentence "only, ...". */
export function describeRealBroker(
  title: string,
  because: string,
  body: BrokerSuite<RealBroker>,
  setup?: BrokerSetup,
): void {
  declareReal(title, body, setup, ` only, ${because}`);
}

/** A suite that makes sense on the embedded broker only, with the reason: it ends the sentence "only, ...". */
export function describeEmbeddedBroker(
  title: string,
  because: string,
  body: BrokerSuite<EmbeddedBroker>,
  setup?: BrokerSetup,
): void {
  declareEmbedded(title, body, setup, ` only, ${because}`);
}
