import { inspect } from 'node:util';
import { expect } from 'chai';
import { guardSecrets } from '../../src/client/guard-secrets.js';

describe('guardSecrets', () => {
  const guarded = guardSecrets({ name: 'mq', key: 'PRIVATE', passphrase: undefined }, ['key', 'passphrase']);

  it('lets the fields be read', () => {
    expect([guarded.name, guarded.key, { ...guarded }.key]).to.deep.equal(['mq', 'PRIVATE', 'PRIVATE']);
  });

  it('masks them in JSON, also deep inside something else', () => {
    expect(JSON.stringify({ options: [guarded] })).to.equal('{"options":[{"name":"mq","key":"***"}]}');
  });

  it('masks them where they are inspected', () => {
    expect(inspect({ guarded })).to.contain("key: '***'").and.not.to.contain('PRIVATE');
  });

  it('adds no field that a copy or a check would meet', () => {
    expect(Object.keys(guarded)).to.deep.equal(['name', 'key', 'passphrase']);
  });
});
