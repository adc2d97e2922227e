import { expect } from 'chai';
import { brokerAddress } from '../../src/naming/broker-address.js';

describe('brokerAddress', () => {
  for (const [announced, address] of [
    ['10.0.0.1:10911', '10.0.0.1:10911'],
    ['broker.example:10911', 'broker.example:10911'],
    ['::1:40911', '[::1]:40911'],
    ['fd00:0:0:0:0:0:0:1:10911', '[fd00:0:0:0:0:0:0:1]:10911'],
    ['[::1]:40911', '[::1]:40911'],
    ['nonsense', 'nonsense'],
  ] as const) {
    it(`reads ${announced} as ${address}`, () => {
      expect(brokerAddress(announced)).to.equal(address);
    });
  }
});
