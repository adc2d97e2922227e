import { expect } from 'chai';
import sinon from 'sinon';
import { RightNames } from '../../src/message/right-names.js';

describe('RightNames', () => {
  it('asks once what a name stands for', () => {
    const learn = sinon.spy((name: unknown) => `<${String(name)}>`);
    const names = new RightNames(learn);
    expect(['a', 'b', 'a', 'b'].map((name) => names.get(name))).to.deep.equal(['<a>', '<b>', '<a>', '<b>']);
    expect(learn.args).to.deep.equal([['a'], ['b']]);
  });

  it('asks again about a name that was wrong', () => {
    const names = new RightNames(() => {
      throw new Error('wrong');
    });
    for (let time = 0; time < 2; time++) expect(() => names.get('a')).to.throw('wrong');
  });

  it('forgets, rather than to grow with every name', () => {
    const learn = sinon.spy(String);
    const names = new RightNames(learn);
    for (let count = 0; count <= 256; count++) names.get(`n${count}`);
    names.get('n256');
    expect(learn).to.have.callCount(257);
    names.get('n0');
    expect(learn).to.have.callCount(258);
  });
});
