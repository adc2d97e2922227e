import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { expect } from 'chai';
import fc from 'fast-check';
import { DecodeError } from '../../src/errors/protocol-error.js';
import { InvalidArgumentError, UnsupportedError } from '../../src/errors/usage-error.js';
import {
  type CompressionAlgorithm,
  CompressionRegistry,
  createCompressionRegistry,
} from '../../src/payload/compression.js';
import { toBuffer } from '../../src/payload/to-buffer.js';
import { createZstdCompression } from '../../src/payload/zstd-compression.js';
import { CompressionType } from '../../src/protocol/sys-flag.js';

interface CompressionVector {
  readonly type: 'LZ4' | 'ZSTD' | 'ZLIB';
  readonly flag: number;
  readonly compressedBase64: string;
  readonly length: number;
  readonly sha256: string;
}

const { vectors } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../fixtures/vectors/compression.json'), 'utf8'),
) as { vectors: CompressionVector[] };
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const registry = createCompressionRegistry();
const algorithms = ['zlib', 'lz4', 'zstd'].map((name) => registry.byName(name));

const compressed = async (algorithm: CompressionAlgorithm, content: Buffer): Promise<Buffer> =>
  toBuffer(await algorithm.compress(content));

/** The error of work that throws at once or rejects later. */
async function failureOf(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  return undefined;
}

const missing = (name: string): never => {
  throw new Error(`Cannot find module '${name}'`);
};

describe('createCompressionRegistry', () => {
  it('knows the algorithms by the numbers of sysFlag', () => {
    const types = Object.fromEntries(algorithms.map(({ name, type }) => [name.toUpperCase(), type]));
    expect(types).to.deep.equal(CompressionType);
    for (const algorithm of algorithms) expect(registry.byType(algorithm.type!)).to.equal(algorithm);
  });

  for (const { type, flag, compressedBase64, length, sha256: digest } of vectors)
    it(`decompresses ${length} bytes that Java compressed with ${type}`, async () => {
      const content = await registry
        .byType(flag >> 8)
        .decompress(Buffer.from(compressedBase64, 'base64'), 1 << 20);
      expect(content.length).to.equal(length);
      expect(sha256(content)).to.equal(digest);
    });

  it('says which names and types there are', () => {
    expect(() => registry.byName('snappy')).to.throw(UnsupportedError, 'choose one of zlib, lz4, zstd');
    expect(() => registry.byType(5)).to.throw(UnsupportedError, 'compression type 5');
  });

  it('prefers an algorithm of the user', () => {
    const own: CompressionAlgorithm = {
      name: 'lz4',
      type: 1,
      compress: (bytes) => bytes,
      decompress: (bytes) => bytes,
    };
    expect(createCompressionRegistry([own]).byType(1)).to.equal(own);
    expect(new CompressionRegistry([own]).byName('lz4')).to.equal(own);
  });

  it('takes an algorithm without a number, by its name only', () => {
    const { type: _, ...own } = registry.byName('zlib');
    const withOwn = createCompressionRegistry([{ ...own, name: 'own' }]);
    expect(withOwn.byName('own').name).to.equal('own');
    expect(withOwn.hasUntyped).to.equal(true);
    expect(registry.hasUntyped).to.equal(false);
  });

  for (const type of [0, 8, 1.5, -1, Number.NaN])
    it(`refuses the number ${type}, which three bits cannot say`, () => {
      expect(() => createCompressionRegistry([{ ...registry.byName('zlib'), type }])).to.throw(
        InvalidArgumentError,
        'compression.type must be a whole number from 1 to 7, or left out',
      );
    });

  for (const name of ['', 'with space', 7 as never])
    it(`refuses the name ${JSON.stringify(name)}`, () => {
      expect(() => createCompressionRegistry([{ ...registry.byName('zlib'), name }])).to.throw(
        InvalidArgumentError,
        'compression.name',
      );
    });

  for (const [algorithm, packageName] of [
    [createCompressionRegistry([], missing).byName('lz4'), 'lz4-napi'],
    // As on a Node without zstd of its own.
    [createZstdCompression(missing, {}), '@mongodb-js/zstd'],
  ] as const)
    it(`says that ${packageName} is to be installed when it is missing`, async () => {
      const failures = [
        await failureOf(() => algorithm.compress(Buffer.alloc(1))),
        await failureOf(() => algorithm.decompress(Buffer.alloc(1), 9)),
      ];
      for (const error of failures) {
        expect(error).to.be.instanceOf(UnsupportedError);
        expect((error as UnsupportedError).message).to.include(`install the optional package ${packageName}`);
        expect((error as UnsupportedError).cause).to.be.instanceOf(Error);
      }
    });

  it('does not need the optional packages for zlib', () => {
    const empty = createCompressionRegistry([], () => {
      throw new Error('not installed');
    });
    expect(empty.byName('zlib').decompress(deflateSync('x'), 9)).to.deep.equal(Buffer.from('x'));
  });

  it('loads an optional package once', () => {
    let loads = 0;
    const counting = createCompressionRegistry([], () => {
      loads++;
      return { compressFrameSync: (bytes: Buffer) => bytes };
    });
    const lz4 = counting.byName('lz4');
    expect(loads).to.equal(0);
    void lz4.compress(Buffer.alloc(1));
    void lz4.compress(Buffer.alloc(1));
    expect(loads).to.equal(1);
  });
});

for (const algorithm of algorithms) {
  describe(`${algorithm.name} compression`, () => {
    const text = Buffer.from('compressible text '.repeat(50_000));

    it('gives back what it was given, in fewer bytes', async () => {
      const packed = await compressed(algorithm, text);
      expect(packed.length).to.be.below(text.length / 10);
      expect(text.equals(await algorithm.decompress(packed, text.length))).to.equal(true);
    });

    it('gives back any bytes', async () => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
          const content = Buffer.from(bytes);
          const packed = await compressed(algorithm, content);
          expect(content.equals(await algorithm.decompress(packed, content.length || 1))).to.equal(true);
        }),
        { numRuns: 30 },
      );
    });

    it('stops at the limit', async () => {
      const packed = await compressed(algorithm, text);
      const error = await failureOf(() => algorithm.decompress(packed, text.length - 1));
      expect(error).to.be.instanceOf(DecodeError);
      expect((error as DecodeError).message).to.include(`more than ${text.length - 1} bytes`);
    });

    it('does not unfold a bomb', async () => {
      const bomb = await compressed(algorithm, Buffer.alloc(16 << 20));
      // The optional packages have no limit of their own and must not be asked.
      const untouched = createCompressionRegistry([], () => ({})).byName(algorithm.name);
      const error = await failureOf(() => untouched.decompress(bomb, 1000));
      expect((error as DecodeError).message).to.include('more than 1000 bytes');
    });

    it('gives the content or a DecodeError for damaged bytes', async () => {
      const packed = Buffer.from(
        await algorithm.compress(Buffer.from('some text to damage, some more text to damage')),
      );
      const places = fc.record({
        at: fc.nat(packed.length - 1),
        value: fc.nat(255),
        length: fc.nat(packed.length),
      });
      await fc.assert(
        fc.asyncProperty(places, async ({ at, value, length }) => {
          const damaged = Buffer.from(packed);
          damaged[at] = value;
          const failures = [
            await failureOf(() => algorithm.decompress(damaged, 10_000)),
            await failureOf(() => algorithm.decompress(packed.subarray(0, length), 10_000)),
          ];
          for (const error of failures) if (error !== undefined) expect(error).to.be.instanceOf(DecodeError);
        }),
        { numRuns: 100 },
      );
    });
  });
}

describe('createZstdCompression', () => {
  it('believes a frame that says it is too large', async () => {
    const packaged = createZstdCompression(() => ({}), {});
    const claiming = Buffer.from('28b52ffde00000000001000000010000', 'hex');
    const error = await failureOf(() => packaged.decompress(claiming, 1000));
    expect((error as DecodeError).message).to.include('more than 1000 bytes');
  });

  const native = {
    zstdCompressSync: (bytes: Buffer, { params }: { params: Record<number, number> }): Buffer =>
      Buffer.from(`${bytes.toString()}@${params[100]}`),
    zstdDecompressSync: (bytes: Buffer, { maxOutputLength }: { maxOutputLength: number }): Buffer => {
      if (maxOutputLength < 5)
        throw Object.assign(new RangeError('too large'), { code: 'ERR_BUFFER_TOO_LARGE' });
      if (bytes.length === 0) throw new Error('corrupt');
      return Buffer.from('plain');
    },
  };
  const zstd = createZstdCompression(() => expect.fail('the package is not needed'), native);

  it('uses what Node has', () => {
    expect(zstd.compress(Buffer.from('x'))).to.deep.equal(Buffer.from('x@3'));
    expect(zstd.compress(Buffer.from('x'), 9)).to.deep.equal(Buffer.from('x@9'));
    expect(zstd.decompress(Buffer.from('x'), 5)).to.deep.equal(Buffer.from('plain'));
  });

  it('tells too large from damaged', () => {
    expect(() => zstd.decompress(Buffer.from('x'), 4)).to.throw(DecodeError, 'more than 4 bytes');
    expect(() => zstd.decompress(Buffer.alloc(0), 9)).to.throw(DecodeError, 'it is damaged');
  });
});
