import { expect } from 'chai';
import { decideRealBroker, realVersion, wantedKinds } from '../support/rocketmq/broker-choice.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';

describe('decideRealBroker', () => {
  it('runs when nothing is missing', () => {
    expect(decideRealBroker(undefined, {})).to.deep.equal({ run: true });
  });

  it('leaves real specs out in one line when Java is missing', () => {
    expect(decideRealBroker('java not found', {})).to.deep.equal({
      run: false,
      reason: 'Specs on real Apache RocketMQ are left out: java not found',
    });
  });

  it('runs, and so fails, in CI', () => {
    expect(decideRealBroker('java not found', { CI: 'true' })).to.deep.equal({ run: true });
  });
});

describe('realVersion', () => {
  it('comes from the environment', () => {
    expect([realVersion({}), realVersion({ ROCKETMQ_VERSION: '4.9.7' })]).to.deep.equal(['5.3.3', '4.9.7']);
  });
});

describe('wantedKinds', () => {
  it('is both unless the environment says which', () => {
    expect([wantedKinds({}), wantedKinds({ ROCKETMQ_BROKERS: 'real' })]).to.deep.equal([
      ['embedded', 'real'],
      ['real'],
    ]);
  });

  it('refuses what is neither', () => {
    expect(() => wantedKinds({ ROCKETMQ_BROKERS: 'fake' })).to.throw('must be embedded or real, not fake');
  });
});

describe('uniqueName', () => {
  it('never repeats, in characters that topics may have', () => {
    const names = Array.from({ length: 100 }, () => uniqueName('orders'));
    expect(new Set(names).size).to.equal(100);
    for (const name of names) expect(name).to.match(/^orders[\w-]+$/);
  });
});
