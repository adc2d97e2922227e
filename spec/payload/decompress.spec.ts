import { deflateSync } from 'node:zlib';
import { expect } from 'chai';
import sinon from 'sinon';
import { DecodeError } from '../../src/errors/protocol-error.js';
import { UnsupportedError } from '../../src/errors/usage-error.js';
import {
  type CompressionAlgorithm,
  CompressionRegistry,
  createCompressionRegistry,
} from '../../src/payload/compression.js';
import { createDecompress, type PackedBody, synchronousDecompressors } from '../../src/payload/decompress.js';

const packed = (changes: Partial<PackedBody> = {}): PackedBody => ({
  body: deflateSync('hello'),
  isCompressed: true,
  compressionType: 3,
  getProperty: () => expect.fail('nobody needs it'),
  ...changes,
});
const named = (compression?: string): PackedBody =>
  packed({
    body: Buffer.from('olleh'),
    isCompressed: false,
    getProperty: (key) => (key === 'PAYLOAD_COMPRESSION' ? compression : undefined),
  });
const own = (decompress: CompressionAlgorithm['decompress']): CompressionRegistry =>
  createCompressionRegistry([{ name: 'own', compress: (bytes) => bytes, decompress }]);
const reverse = own((bytes) => Buffer.from(bytes.toReversed()));

describe('createDecompress', () => {
  it('gives a body that is not compressed as it is, without reading properties', () => {
    const body = Buffer.from('plain');
    expect(createDecompress(1)(packed({ body, isCompressed: false }))).to.equal(body);
  });

  it('decompresses within its limit', () => {
    expect(createDecompress(5)(packed())).to.deep.equal(Buffer.from('hello'));
    expect(() => createDecompress(4)(packed())).to.throw(DecodeError);
  });

  it('refuses types that nobody knows', () => {
    expect(() => createDecompress(5)(packed({ compressionType: 7 }))).to.throw(UnsupportedError);
  });

  describe('with an algorithm that has no number', () => {
    it('decompresses what names it in a property', () => {
      expect(createDecompress(5, reverse)(named('own'))).to.deep.equal(Buffer.from('hello'));
    });

    it('leaves what names none', () => {
      expect(createDecompress(5, reverse)(named())).to.deep.equal(Buffer.from('olleh'));
    });

    it('refuses names that nobody knows', () => {
      expect(() => createDecompress(5, reverse)(named('brotli'))).to.throw(
        UnsupportedError,
        'brotli compression is not supported: choose one of zlib, lz4, zstd, own',
      );
    });

    it('says that a body is damaged when the algorithm throws or rejects', async () => {
      const boom = new Error('boom');
      const failures = [
        own(() => {
          throw boom;
        }),
        own(() => Promise.reject(boom)),
      ].map(async (registry) => createDecompress(5, registry)(named('own')));
      for (const failure of await Promise.allSettled(failures)) {
        const error = (failure as PromiseRejectedResult).reason as DecodeError;
        expect(error).to.be.instanceOf(DecodeError).and.have.property('cause', boom);
        expect(error.message).to.include('compressed with own: it is damaged');
      }
    });

    it('keeps the limit when the algorithm forgets it', async () => {
      const large = Buffer.alloc(6);
      expect(() =>
        createDecompress(
          5,
          own(() => large),
        )(named('own')),
      ).to.throw(DecodeError, 'more than 5');
      const late = createDecompress(
        5,
        own(() => Promise.resolve(large)),
      )(named('own'));
      const [result] = await Promise.allSettled([late]);
      expect((result as PromiseRejectedResult).reason).to.be.instanceOf(DecodeError);
    });

    it('waits for a promise', async () => {
      const late = createDecompress(
        5,
        own((bytes) => Promise.resolve(bytes)),
      )(named('own'));
      expect(await late).to.deep.equal(Buffer.from('olleh'));
    });
  });
});

describe('synchronousDecompressors', () => {
  it('decompresses by type', () => {
    const lookup = synchronousDecompressors(createCompressionRegistry());
    expect(lookup(3)(packed().body, 5).toString()).to.equal('hello');
    expect(() => lookup(6)(packed().body, 5)).to.throw(UnsupportedError);
  });

  it('refuses an algorithm that only promises, and leaves no rejection behind', () => {
    // oxlint-disable-next-line unicorn/no-thenable -- the spec sees who listens to it
    const late = { then: sinon.stub().returnsThis() };
    const promising = { name: 'later', type: 2, compress: (bytes: Buffer) => bytes, decompress: () => late };
    const lookup = synchronousDecompressors(new CompressionRegistry([promising]));
    expect(() => lookup(2)(packed().body, 5)).to.throw(UnsupportedError, 'later decompression');
    // Once to look at the content, and once to be deaf.
    expect(late.then).to.have.callCount(2);
  });
});
