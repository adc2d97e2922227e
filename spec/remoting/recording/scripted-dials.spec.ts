import { expect } from 'chai';
import { type ScriptedDial, ScriptedDials } from '../../../src/remoting/recording/scripted-dials.js';

type Outcome = 'ok' | 'refused' | 'hung';

const outcomes = {
  ok: { at: 0, localAddress: 'here:1' },
  refused: { at: 0, reason: 'ECONNREFUSED' },
  hung: undefined,
};

/** What becomes of dials at the given times, each by the place of the recorded one. */
function dialAt(recorded: readonly (readonly [at: number, outcome: Outcome])[], ...times: readonly number[]) {
  const dials = recorded.map(([dialledAt, outcome]): ScriptedDial => ({
    connection: { dialledAt, outcome: outcomes[outcome] },
  }));
  const scripted = new ScriptedDials(dials);
  return times.map((now) => {
    const dial = scripted.take(now);
    return dial && dials.indexOf(dial);
  });
}

describe('ScriptedDials', () => {
  it('gives each once, in order, whenever it is made, and then none', () => {
    const dials = [
      [10, 'ok'],
      [500, 'ok'],
    ] as const;
    expect(dialAt(dials, 7, 8, 9)).to.deep.equal([0, 1, undefined]);
    expect(dialAt(dials, 1000, 9000)).to.deep.equal([0, 1]);
    expect(dialAt([], 0)).to.deep.equal([undefined]);
  });

  describe('with an outage', () => {
    const outage = [
      [10, 'ok'],
      [100, 'refused'],
      [200, 'refused'],
      [400, 'ok'],
      [900, 'ok'],
    ] as const;

    it('gives the same to who dials at the same times', () => {
      expect(dialAt(outage, 1010, 1100, 1200, 1400, 1900)).to.deep.equal([0, 1, 2, 3, 4]);
    });

    it('succeeds not before the last failure, which is had again, and then at once', () => {
      expect(dialAt(outage, 0, 1000, 1010, 1099, 1100)).to.deep.equal([0, 1, 2, 2, 3]);
    });

    it('leaves out failures that come too late', () => {
      expect(dialAt(outage, 0, 1000, 1299)).to.deep.equal([0, 1, 2]);
      expect(dialAt(outage, 0, 1000, 1300, 1301)).to.deep.equal([0, 1, 3, 4]);
    });
  });

  it('begins each outage anew', () => {
    const dials = [
      [0, 'refused'],
      [50, 'ok'],
      [5000, 'refused'],
      [5050, 'ok'],
    ] as const;
    expect(dialAt(dials, 0, 60, 100, 149, 160)).to.deep.equal([0, 1, 2, 3, undefined]);
    expect(dialAt(dials, 0, 60, 100, 160)).to.deep.equal([0, 1, 2, 3]);
  });

  it('goes on with the last failure when nothing came after it', () => {
    const dials = [
      [0, 'ok'],
      [10, 'hung'],
      [20, 'refused'],
    ] as const;
    expect(dialAt(dials, 0, 1, 2, 3, 9999)).to.deep.equal([0, 1, 2, 2, 2]);
  });
});
