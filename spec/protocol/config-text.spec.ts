import { expect } from 'chai';
import fc from 'fast-check';
import { decodeConfigText, encodeConfigText } from '../../src/protocol/config-text.js';

const decode = (text: string) => ({ ...decodeConfigText(Buffer.from(text)) });

describe('decodeConfigText', () => {
  it('reads a setting per line, whatever stands between name and value', () => {
    expect(decode('a=1\nb: 2\r\nc 3\n  d = 4 \ne=\nf\n')).to.deep.equal({
      a: '1',
      b: '2',
      c: '3',
      d: '4 ',
      e: '',
      f: '',
    });
  });

  it('takes the first separator', () => {
    expect(decode('delays=1s 5s\nurl=http://x?a=b')).to.deep.equal({ delays: '1s 5s', url: 'http://x?a=b' });
  });

  it('skips comments and empty lines', () => {
    expect(decode('# a=1\n  ! b=2\n\n   \nc=3')).to.deep.equal({ c: '3' });
  });

  it('reads escapes', () => {
    expect(decode('a\\=b=1\\u00e4\\t\\n\\r\\f\\\\\\x')).to.deep.equal({ 'a=b': '1ä\t\n\r\f\\x' });
  });

  it('keeps the last of equal names', () => {
    expect(decode('a=1\na=2')).to.deep.equal({ a: '2' });
  });

  it('reads what encodeConfigText writes', () => {
    const name = fc.stringMatching(/^[a-zA-Z][\w.]{0,20}$/);
    const value = fc.oneof(fc.stringMatching(/^[\w][\w ./:=-]{0,20}$/), fc.integer().map(String));
    fc.assert(
      fc.property(fc.dictionary(name, value), (settings) => {
        expect({ ...decodeConfigText(encodeConfigText(settings)) }).to.deep.equal({ ...settings });
      }),
    );
  });
});

describe('encodeConfigText', () => {
  it('writes a line per setting', () => {
    expect(encodeConfigText({ a: 1, b: true, c: 'x' }).toString()).to.equal('a=1\nb=true\nc=x\n');
  });
});
