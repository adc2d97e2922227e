import { expect } from 'chai';
import { SecretMask } from '../../../src/broker/recording/secret-mask.js';

describe('SecretMask', () => {
  it('masks the values of fields that hold credentials, in any case, and no others', () => {
    const fields = {
      AccessKey: 'a',
      accessKey: 'b',
      secretKey: 'c',
      Signature: 'd',
      SecurityToken: 'e',
      password: 'f',
      topic: 'orders',
      accessKeys: 'none',
    };
    expect(new SecretMask().fields(fields, false)).to.deep.equal({
      AccessKey: '***',
      accessKey: '***',
      secretKey: '***',
      Signature: '***',
      SecurityToken: '***',
      password: '***',
      topic: 'orders',
      accessKeys: 'none',
    });
  });

  it('masks every field of what is secret altogether', () => {
    expect(new SecretMask().fields({ username: 'u', other: 'o' }, true)).to.deep.equal({
      username: '***',
      other: '***',
    });
  });

  it('leaves nothing of a text that may quote what is secret, and learns nothing from fields that are none', () => {
    const mask = new SecretMask();
    mask.fields({ userType: 'Normal' }, true);
    expect(mask.text('Normal', false)).to.equal('Normal');
    expect(mask.text('bad body: {"password":"p"}', true)).to.equal('***');
  });

  it('finds the values again in texts, as often as they are there', () => {
    const mask = new SecretMask();
    expect(mask.text('wrong key-1', false)).to.equal('wrong key-1');
    mask.fields({ AccessKey: 'key-1', SecurityToken: 'token-1' }, false);
    mask.fields({ AccessKey: 'key-2', SecurityToken: '' }, false);
    expect(mask.text('wrong key-1, not key-2 or key-1, by token-1', false)).to.equal(
      'wrong ***, not *** or ***, by ***',
    );
  });

  it('does not remember signatures, of which each request has its own', () => {
    const mask = new SecretMask();
    mask.fields({ AccessKey: 'key-1' }, false);
    for (let count = 0; count < 1000; count++) mask.fields({ Signature: `signature-${count}` }, false);
    expect(mask.text('key-1 signature-999', false)).to.equal('*** signature-999');
  });

  it('remembers the latest when there are many', () => {
    const mask = new SecretMask();
    for (let count = 1; count <= 65; count++) mask.fields({ AccessKey: `<${count}>` }, false);
    expect(mask.text('<1> <2> <65>', false)).to.equal('<1> *** ***');
  });
});
