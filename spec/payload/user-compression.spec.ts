import { gunzipSync, gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { DecodeError } from '../../src/errors/protocol-error.js';
import { createCompress } from '../../src/payload/compress.js';
import { type CompressionAlgorithm, createCompressionRegistry } from '../../src/payload/compression.js';
import { createDecompress, type PackedBody } from '../../src/payload/decompress.js';
import { javaBytes, javaText, requireAny } from './java-bodies.js';

// What a program writes that wants these two: nothing here comes from the library but the interface.

const gzip: CompressionAlgorithm = {
  name: 'gzip',
  compress: (bytes, level = 6) => gzipSync(bytes, { level }),
  decompress: (bytes, maxBytes) => gunzipSync(bytes, { maxOutputLength: maxBytes }),
};

const snappyjs = requireAny('snappyjs') as {
  compress(bytes: Buffer): Buffer;
  uncompress(bytes: Buffer, maxBytes: number): Buffer;
};
const snappy: CompressionAlgorithm = {
  name: 'snappy',
  compress: (bytes) => snappyjs.compress(bytes),
  decompress: (bytes, maxBytes) => snappyjs.uncompress(bytes, maxBytes),
};

const registry = createCompressionRegistry([gzip, snappy]);
const stored = (body: Buffer, compressionName: string | undefined): PackedBody => ({
  body,
  isCompressed: false,
  compressionType: 0,
  getProperty: () => compressionName,
});

for (const { name } of [gzip, snappy])
  describe(`${name} of a user`, () => {
    const text = Buffer.from('compressible text '.repeat(1000));
    const compress = createCompress({ algorithm: name, threshold: 100 }, registry);

    it('gives back what it was given, told by the property', async () => {
      const { body, compressionType, compressionName } = await compress(text);
      expect(body.length).to.be.below(text.length / 10);
      expect(compressionType).to.equal(0);
      expect(compressionName).to.equal(name);
      expect(createDecompress(text.length, registry)(stored(body, name))).to.deep.equal(text);
    });

    it('reads what Java wrote', () => {
      const content = createDecompress(1000, registry)(stored(javaBytes(name), name)) as Buffer;
      expect(content.toString()).to.equal(javaText);
    });

    it('does not unfold a bomb', async () => {
      const { body } = await compress(Buffer.alloc(16 << 20));
      expect(() => createDecompress(1000, registry)(stored(body, name))).to.throw(
        DecodeError,
        name === 'gzip' ? 'it would have more than 1000 bytes' : 'it is damaged',
      );
    });

    it('says that damaged bytes are damaged', async () => {
      const { body } = await compress(text);
      expect(() => createDecompress(1 << 20, registry)(stored(body.subarray(0, 20), name))).to.throw(
        DecodeError,
        `compressed with ${name}: it is damaged`,
      );
    });
  });
