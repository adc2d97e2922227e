import { expect } from 'chai';
import fc from 'fast-check';
import { addToWindow, emptyWindow, rateOfWindow } from '../../../src/broker/health/success-window.js';

const windowMs = 100;

describe('success window', () => {
  it('counts what lies within the window in full', () => {
    const window = addToWindow(addToWindow(emptyWindow(0), 10, windowMs, 3, 0), 99, windowMs, 0, 1);
    expect(rateOfWindow(window, 99, windowMs)).to.deep.equal({ samples: 4, rate: 0.75 });
  });

  it('lets the window before count as far as it is covered', () => {
    const window = addToWindow(emptyWindow(0), 10, windowMs, 0, 8);
    const later = addToWindow(window, 125, windowMs, 6, 0);
    expect(rateOfWindow(later, 125, windowMs)).to.deep.equal({ samples: 12, rate: 0.5 });
    expect(rateOfWindow(later, 175, windowMs)).to.deep.equal({ samples: 8, rate: 0.75 });
  });

  it('is empty after two windows without anything', () => {
    const window = addToWindow(emptyWindow(0), 10, windowMs, 0, 8);
    expect(rateOfWindow(window, 200, windowMs)).to.deep.equal({ samples: 0, rate: 1 });
    expect(addToWindow(window, 250, windowMs, 1, 0)).to.deep.equal({ ...emptyWindow(250), answered: 1 });
  });

  it('never counts more than there was, nor less than what is within the window', () => {
    const steps = fc.array(
      fc.record({ afterMs: fc.integer({ min: -20, max: 150 }), answered: fc.nat(5), failed: fc.nat(5) }),
    );
    fc.assert(
      fc.property(steps, (heard) => {
        let window = emptyWindow(0);
        let at = 0;
        const all: { at: number; count: number }[] = [];
        for (const { afterMs, answered, failed } of heard) {
          at += afterMs;
          window = addToWindow(window, at, windowMs, answered, failed);
          all.push({ at, count: answered + failed });
          const { samples, rate } = rateOfWindow(window, at, windowMs);
          const sum = all.reduce((before, { count }) => before + count, 0);
          expect(samples).to.be.within(answered + failed, sum);
          expect(rate).to.be.within(0, 1);
        }
      }),
    );
  });
});
