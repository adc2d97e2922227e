import { deflateSync } from 'node:zlib';
import { expect } from 'chai';
import { DecodeError } from '../../src/errors/protocol-error.js';
import { UnsupportedError } from '../../src/errors/usage-error.js';
import { CompressionRegistry, createCompressionRegistry } from '../../src/payload/compression.js';
import { createDecompress, synchronousDecompressors } from '../../src/payload/decompress.js';

const packed = { body: deflateSync('hello'), isCompressed: true, compressionType: 3 };

describe('createDecompress', () => {
  it('gives a body that is not compressed as it is', () => {
    const body = Buffer.from('plain');
    expect(createDecompress(1)({ body, isCompressed: false, compressionType: 3 })).to.equal(body);
  });

  it('decompresses within its limit', () => {
    expect(createDecompress(5)(packed)).to.deep.equal(Buffer.from('hello'));
    expect(() => createDecompress(4)(packed)).to.throw(DecodeError);
  });

  it('refuses types that nobody knows', () => {
    expect(() => createDecompress(5)({ ...packed, compressionType: 7 })).to.throw(UnsupportedError);
  });
});

describe('synchronousDecompressors', () => {
  it('decompresses by type', () => {
    const lookup = synchronousDecompressors(createCompressionRegistry());
    expect(lookup(3)(packed.body, 5).toString()).to.equal('hello');
    expect(() => lookup(6)(packed.body, 5)).to.throw(UnsupportedError);
  });

  it('refuses an algorithm that only promises, and leaves no rejection behind', async () => {
    const promising = {
      name: 'later',
      type: 2,
      compress: (bytes: Buffer) => bytes,
      decompress: () => Promise.reject(new Error('nobody hears this')),
    };
    const lookup = synchronousDecompressors(new CompressionRegistry([promising]));
    expect(() => lookup(2)(packed.body, 5)).to.throw(UnsupportedError, 'later decompression');
    await new Promise((resolve) => setImmediate(resolve));
  });
});
