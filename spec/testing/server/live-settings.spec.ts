import { expect } from 'chai';
import { LiveSettings } from '../../../src/testing/server/live-settings.js';

describe('LiveSettings', () => {
  const setUp = () => {
    const values = { count: 1, on: true, name: 'a' };
    return { values, settings: new LiveSettings(values, { host: 'h' }) };
  };

  it('gives every setting a value of its type', () => {
    const { settings, values } = setUp();
    settings.update({ count: ' 2 ', on: 'False', name: '3' });
    expect(values).to.deep.equal({ count: 2, on: false, name: '3' });
  });

  it('leaves numbers as they are that are given no number', () => {
    const { settings, values } = setUp();
    for (const count of ['', 'x', '1.5']) settings.update({ count });
    expect(values.count).to.equal(1);
  });

  it('keeps what it does not know', () => {
    const { settings, values } = setUp();
    settings.update({ other: '5', host: 'i', toString: 't' });
    expect(settings.all()).to.deep.equal({
      count: 1,
      on: true,
      name: 'a',
      other: '5',
      host: 'i',
      toString: 't',
    });
    expect(values).to.have.all.keys('count', 'on', 'name');
  });

  it('counts its changes', () => {
    const { settings } = setUp();
    settings.update({});
    settings.update({});
    expect(settings.version).to.equal(2);
  });
});
