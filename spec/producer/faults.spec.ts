import { expect } from 'chai';
import fc from 'fast-check';
import { BrokerError } from '../../src/errors/broker-error.js';
import type { SendFailedError } from '../../src/errors/producer-error.js';
import { makeFaulty } from './make-faulty.js';
import {
  listsOfMessages,
  ordered,
  putTogether,
  requests,
  runThrough,
  single,
  streamed,
  transactions,
  type Traffic,
} from './faulty-traffic.js';
import { absences, losses, refusals, type Trouble } from './troubles.js';

const troubles: readonly Trouble[] = [...refusals, ...losses, ...absences];

describe('a producer in trouble', function () {
  this.timeout(30_000);

  for (const trouble of troubles)
    it(`says the truth about each send to a broker that ${trouble.title}, in time`, async () => {
      const on = await makeFaulty();
      const sends = await runThrough(on, single, [trouble]);
      expect(sends.length).to.be.at.least(200);
      if (refusals.includes(trouble))
        for (const { failure } of sends)
          if (failure !== undefined)
            expect((failure as SendFailedError).attempts.map(({ error }) => error)).to.satisfy(
              (errors: unknown[]) => errors.every((error) => error instanceof BrokerError),
            );
      await on.expectRecovery();
    });

  for (const trouble of troubles)
    it(`goes on to another broker from one that ${trouble.title}`, async () => {
      const on = await makeFaulty({ brokers: 2 });
      const sends = await runThrough(on, single, [trouble]);
      const failed = sends.filter(({ failure }) => failure !== undefined);
      const isIllegal = trouble.title.includes('illegal');
      expect(failed.length > 0, String(failed[0]?.failure)).to.equal(isIllegal);
      await on.expectRecovery();
    });

  const kinds: readonly Traffic<unknown>[] = [
    single,
    ordered,
    listsOfMessages,
    putTogether,
    streamed,
    transactions,
    requests,
  ];

  for (const kind of kinds)
    it(`says the truth about ${kind.title}, whatever goes wrong at once`, async () => {
      const anyTrouble = fc.asyncProperty(
        fc.subarray([...troubles], { minLength: 1, maxLength: 3 }),
        fc.constantFrom(1, 2),
        fc.nat({ max: 1_000_000 }),
        async (chosen, brokers, seed) => {
          const on = await makeFaulty({ brokers, seed, producer: kind.options ?? {} });
          try {
            await runThrough(on, kind, chosen);
            await on.expectRecovery();
          } finally {
            await on.stop();
          }
        },
      );
      await fc.assert(anyTrouble, { numRuns: 3 });
    });
});
