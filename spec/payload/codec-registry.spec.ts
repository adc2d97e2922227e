import { expect } from 'chai';
import { UnknownCodecError } from '../../src/errors/payload-error.js';
import { InvalidArgumentError } from '../../src/errors/usage-error.js';
import type { Codec } from '../../src/payload/codec.js';
import { createCodecRegistry } from '../../src/payload/codec-registry.js';
import { json } from '../../src/payload/json-codec.js';
import { originOf } from './origin-of.js';

const upper: Codec<string> = {
  name: 'upper',
  encode: (value) => Buffer.from(value),
  decode: (bytes) => Buffer.from(bytes).toString().toUpperCase(),
};

describe('createCodecRegistry', () => {
  it('has bytes, text and json, and what the user adds', () => {
    const registry = createCodecRegistry([upper]);
    expect(registry.names).to.deep.equal(['bytes', 'text', 'json', 'upper']);
    expect(registry.byName('upper')).to.equal(upper);
    expect(registry.byName('json').decode(Buffer.from('[1]'))).to.deep.equal([1]);
  });

  it('says which codecs there are', () => {
    expect(() => createCodecRegistry([upper]).byName('avro'))
      .to.throw(UnknownCodecError, 'There is no codec avro, only bytes, text, json, upper')
      .with.deep.include({ codec: 'avro', known: ['bytes', 'text', 'json', 'upper'] });
  });

  it('refuses a name twice', () => {
    expect(() => createCodecRegistry([upper, upper])).to.throw(
      InvalidArgumentError,
      'codecs[4].name must be another name than upper, which is taken',
    );
    expect(() => createCodecRegistry([json()])).to.throw(InvalidArgumentError, 'needs no registration');
  });

  it('refuses what is no codec', () => {
    expect(() => createCodecRegistry([{ name: 'x' } as never])).to.throw(InvalidArgumentError, 'a codec');
    expect(() => createCodecRegistry([], { topics: { orders: {} as never } })).to.throw(
      InvalidArgumentError,
      'topics.orders must be a codec',
    );
  });

  it('refuses names of codecs that are not there', () => {
    expect(() => createCodecRegistry([], { topics: { orders: 'avro' } })).to.throw(UnknownCodecError, 'avro');
    expect(() => createCodecRegistry([], { fallback: 'avro' })).to.throw(UnknownCodecError, 'avro');
  });

  describe('chooses', () => {
    const orders = json();
    const registry = createCodecRegistry([upper], { topics: { orders, notes: 'upper' } });

    it('the codec that the message names', () => {
      expect(registry.codecFor(originOf('text', 'orders')).name).to.equal('text');
      expect(registry.codecFor(originOf('upper', 'other'))).to.equal(upper);
    });

    it('that of its topic if it names none', () => {
      expect(registry.codecFor(originOf(undefined, 'notes'))).to.equal(upper);
      expect(registry.forTopic('notes')).to.equal(upper);
    });

    it('that of its topic if both have the same name: it knows the type', () => {
      expect(registry.codecFor(originOf('json', 'orders'))).to.equal(orders);
      expect(registry.codecFor(originOf('json', 'notes'))).not.to.equal(orders);
    });

    it('the fallback for everything else', () => {
      expect(registry.codecFor(originOf(undefined, 'other')).name).to.equal('bytes');
      const texts = createCodecRegistry([], { fallback: 'text' });
      expect(texts.codecFor(originOf(undefined, 'constructor')).name).to.equal('text');
    });

    it('nothing for a name that nobody knows', () => {
      expect(() => registry.codecFor(originOf('avro', 'notes'))).to.throw(UnknownCodecError);
      expect(() => registry.codecFor(originOf('toString', 'notes'))).to.throw(UnknownCodecError);
    });
  });
});
