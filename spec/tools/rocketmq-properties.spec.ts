import { expect } from 'chai';
import { toPropertiesText } from '../../tools/rocketmq/properties.js';

describe('toPropertiesText', () => {
  it('writes a line per key, in order', () => {
    expect(toPropertiesText({ b: 'x y', a: 1, c: false })).to.equal('b=x y\na=1\nc=false\n');
  });

  it('escapes backslashes, which Java would take for the start of an escape', () => {
    expect(toPropertiesText({ path: String.raw`C:\tmp` })).to.equal('path=C:\\\\tmp\n');
  });

  it('writes nothing for nothing', () => {
    expect(toPropertiesText({})).to.equal('');
  });
});
