import { expect } from 'chai';
import { BrokerState } from '../../../src/testing/broker/broker-state.js';

class Remembered {
  value = 0;
}
class Other {
  value = 1;
}

describe('BrokerState', () => {
  it('keeps one state for each feature', () => {
    const state = new BrokerState({ maxMessages: 1, maxBytes: 1 });
    state.of(Remembered).value = 7;
    expect(state.of(Remembered).value).to.equal(7);
    expect(state.of(Other)).to.be.instanceOf(Other);
    expect(new BrokerState({ maxMessages: 1, maxBytes: 1 }).of(Remembered).value).to.equal(0);
  });
});
