import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { BehaviorSubject, type Observable } from 'rxjs';
import { type Credentials, createClient, type Logger, presets } from '../../src/index.js';
import { RequestCode } from '../../src/protocol/request-code.js';
import { diagnostics } from '../../src/runtime/diagnostics.js';
import { startBroker } from '../../src/testing/start-broker.js';
import { createVirtualClock } from '../../src/testing/time/create-virtual-clock.js';

const body = 'what only the customer may read';
const property = 'the number of the credit card';
const password = 'the password of the new user';
const securityToken = 'the token of the shop';
const right: Credentials = { accessKey: 'shop', secretKey: 'the secret of the shop', securityToken };
const wrong: Credentials = { ...right, secretKey: 'a secret that is wrong' };

/** Everything that is told of a client's work, as it would be read. */
class Ears {
  readonly #told: { readonly source: string; readonly text: string }[] = [];
  /** Of whatever spoke, so that silence is not taken for discretion. */
  readonly heardOf = new Set<string>();
  readonly #channels = Object.keys(diagnostics).map((name) => ({
    name: `rx-rocketmq:${name}`,
    listener: (message: unknown): void => this.hear(name, message),
  }));

  readonly logger: Logger = {
    debug: (...told) => this.hear('logger', told),
    info: (...told) => this.hear('logger', told),
    warn: (...told) => this.hear('logger', told),
    error: (...told) => this.hear('logger', told),
  };

  hear(source: string, value: unknown): void {
    this.heardOf.add(source);
    for (const text of [inspect(value, { depth: 12 }), JSON.stringify(value) ?? ''])
      this.#told.push({ source, text });
  }

  listenTo(streams: Readonly<Record<string, Observable<unknown>>>): void {
    for (const [name, stream$] of Object.entries(streams))
      stream$.subscribe((value) => this.hear(name, value));
  }

  open(): void {
    for (const { name, listener } of this.#channels) subscribe(name, listener);
  }

  close(): void {
    for (const { name, listener } of this.#channels) unsubscribe(name, listener);
  }

  expectNothingOf(secrets: readonly string[]): void {
    const leaks = this.#told.flatMap(({ source, text }) =>
      secrets.filter((secret) => text.includes(secret)).map((secret) => `${source} tells ${secret}`),
    );
    expect([...new Set(leaks)]).to.deep.equal([]);
  }
}

describe('what a client tells of its work', () => {
  let ears: Ears;

  beforeEach(() => {
    ears = new Ears();
    ears.open();
  });
  afterEach(() => ears.close());

  for (const style of ['4.9', '5.x'] as const)
    it(`has no credentials, signatures, passwords, bodies or properties in it, under access control of ${style}`, async () => {
      const clock = createVirtualClock({ logger: ears.logger });
      const accounts = [{ accessKey: right.accessKey, secretKey: right.secretKey, admin: true }];
      const broker = await clock.until(
        startBroker({
          network: 'memory',
          runtime: clock.runtime,
          topics: { orders: { queues: 1 } },
          accessControl: { accounts, style },
        }),
      );
      const signatures = new Set<string>();
      broker.exchanges$.subscribe(({ request }) => signatures.add(request.extFields?.['Signature'] ?? body));

      const credentials$ = new BehaviorSubject(wrong);
      const mq = createClient({
        ...broker.clientOptions,
        brokers: { ...presets.testing.brokers },
        credentials: credentials$,
      });
      const given = createClient({ ...broker.clientOptions, credentials: right });
      const producer = mq.producer({ group: 'shop', trace: true });
      const attempt = async (source: string, work: PromiseLike<unknown>): Promise<void> => {
        await clock.until(work).then(
          () => undefined,
          (error: unknown) => ears.hear(source, error),
        );
      };
      const message = { topic: 'orders', body, properties: { card: property } };
      ears.listenTo({ brokers: mq.brokers$, events: mq.events$, producer: producer.events$ });

      await attempt('denied send', producer.send(message));
      await attempt('denied administration', mq.admin().users.create('clerk', { password }));
      credentials$.next({ accessKey: 'shop' } as Credentials);
      credentials$.next(right);
      await attempt('send', producer.send(message));
      await attempt('administration', mq.admin().users.create('clerk', { password }));
      await attempt('second administration', mq.admin().users.create('clerk', { password }));

      const consumer = mq.consumer({ group: 'billing', subscribe: { orders: '*' }, from: 'first' });
      ears.listenTo({ consumer: consumer.events$, state: consumer.state$, assignment: consumer.assignment$ });
      consumer.run(() => 'done').subscribe();
      await clock.advance(10_000);
      broker.faults.answer(2, { code: RequestCode.SEND_MESSAGE_V2, times: 9 });
      await attempt('busy', producer.send(message));
      broker.faults.clear();
      await clock.until(broker.brokers[0]!.stop());
      await attempt('away', producer.send(message));
      await clock.advance(60_000);
      await clock.until(broker.brokers[0]!.start());
      await clock.advance(60_000);
      await clock.until(given.close());
      await clock.until(mq.close());
      await clock.until(broker.stop());
      ears.hear('options', [mq.options, given.options]);

      expect([...ears.heardOf]).to.include.members([
        ...Object.keys(diagnostics),
        'logger',
        'brokers',
        'events',
        'producer',
        'consumer',
        'options',
        'denied send',
        'denied administration',
        'second administration',
        'busy',
        'away',
      ]);
      expect(signatures.size, 'signatures').to.be.greaterThan(5);
      const secrets = [right.secretKey, wrong.secretKey, securityToken, password, body, property];
      ears.expectNothingOf([...secrets, ...signatures]);
    });
});
