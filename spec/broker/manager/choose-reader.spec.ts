import { expect } from 'chai';
import fc from 'fast-check';
import { chooseReader } from '../../../src/broker/manager/choose-reader.js';

const addresses = new Map([
  [2, 'slave-2'],
  [0, 'master'],
  [1, 'slave-1'],
]);
const without =
  (...away: string[]) =>
  (address: string): boolean =>
    !away.includes(address);

describe('chooseReader', () => {
  it('takes the suggested broker, else the master, else the slave with the smallest id', () => {
    expect(chooseReader(addresses, 2, without())).to.equal('slave-2');
    expect(chooseReader(addresses, 0, without())).to.equal('master');
    expect(chooseReader(addresses, 7, without()), 'there is no such id').to.equal('master');
    expect(chooseReader(addresses, 2, without('slave-2'))).to.equal('master');
    expect(chooseReader(addresses, 0, without('master'))).to.equal('slave-1');
    expect(chooseReader(addresses, 0, without('master', 'slave-1'))).to.equal('slave-2');
  });

  it('takes a broker that is not usable when none is', () => {
    const none = without('master', 'slave-1', 'slave-2');
    expect(chooseReader(addresses, 1, none)).to.equal('slave-1');
    expect(chooseReader(addresses, 7, none)).to.equal('master');
    expect(chooseReader(new Map([[3, 'slave-3']]), 0, () => false)).to.equal('slave-3');
  });

  it('has an address whenever there is one, and a usable one whenever there is one', () => {
    const table = fc.uniqueArray(fc.nat(5)).map((ids) => new Map(ids.map((id) => [id, `broker-${id}`])));
    const usable = fc.uniqueArray(fc.nat(5).map((id) => `broker-${id}`));
    fc.assert(
      fc.property(table, fc.nat(6), usable, (given, suggestedId, well) => {
        const chosen = chooseReader(given, suggestedId, (address) => well.includes(address));
        expect(chosen === undefined).to.equal(given.size === 0);
        const isThereOne = [...given.values()].some((address) => well.includes(address));
        if (isThereOne) expect(well).to.include(chosen);
      }),
    );
  });
});
