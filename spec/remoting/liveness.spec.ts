import { expect } from 'chai';
import { Liveness } from '../../src/remoting/liveness.js';

const makeLink = () => ({ bytesRead: 10, lastReadAt: 1000 });

describe('Liveness', () => {
  it('suspects nothing on a link that is merely silent', () => {
    const liveness = new Liveness(makeLink(), 10_000);
    expect(liveness.isLost(1_000_000)).to.equal(false);
    expect(liveness.suspected).to.equal(false);
  });

  it('gives up a suspected link when it has been silent for the timeout', () => {
    const liveness = new Liveness(makeLink(), 10_000);
    liveness.suspect();
    expect(liveness.isLost(10_999)).to.equal(false);
    expect(liveness.isLost(11_000)).to.equal(true);
  });

  it('is satisfied by one byte', () => {
    const link = makeLink();
    const liveness = new Liveness(link, 10_000);
    liveness.suspect();
    link.bytesRead += 1;
    link.lastReadAt = 10_999;
    expect(liveness.isLost(11_000)).to.equal(false);
    expect(liveness.suspected).to.equal(false);
    expect(liveness.isLost(100_000), 'the next silence needs a suspicion of its own').to.equal(false);
  });

  it('is not satisfied by bytes that came before the suspicion', () => {
    const link = makeLink();
    const liveness = new Liveness(link, 10_000);
    link.bytesRead += 1;
    liveness.suspect();
    liveness.suspect();
    expect(liveness.isLost(11_000)).to.equal(true);
  });
});
