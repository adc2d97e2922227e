import { expect } from 'chai';
import { UnsupportedError } from '../../src/errors/usage-error.js';
import { createCompress } from '../../src/payload/compress.js';
import { type CompressionAlgorithm, createCompressionRegistry } from '../../src/payload/compression.js';

const text = Buffer.from('compressible text '.repeat(10));
const own = (compress: CompressionAlgorithm['compress'], type?: number) =>
  createCompressionRegistry([
    { name: 'own', ...(type === undefined ? {} : { type }), compress, decompress: (bytes) => bytes },
  ]);
const half = (bytes: Buffer): Buffer => bytes.subarray(bytes.length / 2);
const same = { compressionType: 0, compressionName: undefined };

describe('createCompress', () => {
  it('compresses bodies from the threshold on, with the number of the algorithm', async () => {
    const registry = createCompressionRegistry();
    const compress = createCompress({ algorithm: 'zlib', threshold: text.length }, registry);
    const { body, ...told } = await compress(text);
    expect(told).to.deep.equal({ compressionType: 3, compressionName: undefined });
    expect(registry.byName('zlib').decompress(body, text.length)).to.deep.equal(text);
  });

  it('leaves bodies below the threshold', () => {
    const compress = createCompress({ algorithm: 'own', threshold: text.length + 1 }, own(half, 4));
    expect(compress(text)).to.deep.equal({ body: text, ...same });
  });

  it('leaves every body when it is switched off', () => {
    expect(createCompress(false, own(half, 4))(text)).to.deep.equal({ body: text, ...same });
  });

  it('leaves bodies that get no smaller', () => {
    const compress = createCompress(
      { algorithm: 'own', threshold: 0 },
      own((bytes) => bytes, 4),
    );
    expect(compress(text)).to.deep.equal({ body: text, ...same });
  });

  it('tells the name of an algorithm without a number', () => {
    const compress = createCompress({ algorithm: 'own', threshold: 0 }, own(half));
    expect(compress(text)).to.deep.equal({ body: half(text), compressionType: 0, compressionName: 'own' });
  });

  it('waits for an algorithm that promises', async () => {
    const registry = own((bytes) => Promise.resolve(half(bytes)), 4);
    const compress = createCompress({ algorithm: 'own', threshold: 0 }, registry);
    expect(await compress(text)).to.deep.include({ body: half(text), compressionType: 4 });
  });

  it('hands the level on', () => {
    const levels: unknown[] = [];
    const registry = own((bytes, level) => {
      levels.push(level);
      return bytes;
    });
    void createCompress({ algorithm: 'own', level: 7, threshold: 0 }, registry)(text);
    void createCompress({ algorithm: 'own', threshold: 0 }, registry)(text);
    expect(levels).to.deep.equal([7, undefined]);
  });

  it('refuses an algorithm that is not there at once', () => {
    expect(() => createCompress({ algorithm: 'own', threshold: 0 }, createCompressionRegistry())).to.throw(
      UnsupportedError,
    );
  });
});
