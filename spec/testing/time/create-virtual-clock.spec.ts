import { expect } from 'chai';
import { InvalidArgumentError } from '../../../src/errors/usage-error.js';
import { silentLogger } from '../../../src/runtime/logger.js';
import { createVirtualClock } from '../../../src/testing/time/create-virtual-clock.js';

describe('createVirtualClock', () => {
  it('begins at the same time each time', () => {
    const clock = createVirtualClock();
    expect(new Date(clock.now).toISOString()).to.equal('2026-01-01T00:00:00.000Z');
    expect(clock.runtime.now()).to.equal(clock.now);
    expect(clock.runtime.scheduler.now()).to.equal(clock.now);
  });

  it('begins when it is told to', () => {
    const date = new Date('2030-05-06T07:08:09.010Z');
    expect(createVirtualClock({ startAt: date }).now).to.equal(date.getTime());
    expect(createVirtualClock({ startAt: 0 }).now).to.equal(0);
  });

  it('refuses to begin at no time', () => {
    expect(() => createVirtualClock({ startAt: new Date('never') })).to.throw(
      InvalidArgumentError,
      'startAt must be a Date or milliseconds',
    );
  });

  const numbers = (seed?: number): number[] => {
    const { runtime } = createVirtualClock(seed === undefined ? {} : { seed });
    return Array.from({ length: 100 }, () => runtime.random());
  };

  it('gives the same chances each time, and others for another seed', () => {
    expect(numbers()).to.deep.equal(numbers(1));
    expect(numbers(2)).not.to.deep.equal(numbers(1));
    expect(numbers().filter((number) => number < 0 || number >= 1)).to.deep.equal([]);
    expect(new Set(numbers()).size).to.be.greaterThan(90);
  });

  it('takes chances and a logger from the test', () => {
    const logger = { ...silentLogger };
    const { runtime } = createVirtualClock({ random: () => 0.25, logger });
    expect([runtime.random(), runtime.logger]).to.deep.equal([0.25, logger]);
  });
});
