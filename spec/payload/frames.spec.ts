import { expect } from 'chai';
import { lz4ContentBytes } from '../../src/payload/lz4-frame.js';
import { createCompressionRegistry } from '../../src/payload/compression.js';
import { toBuffer } from '../../src/payload/to-buffer.js';
import { measureZstdFrame } from '../../src/payload/zstd-frame.js';

const registry = createCompressionRegistry();
const compressed = async (name: string, content: Buffer): Promise<Buffer> =>
  toBuffer(await registry.byName(name).compress(content));
const contents = [
  Buffer.alloc(0),
  Buffer.from('short'),
  Buffer.alloc(14),
  Buffer.alloc(300_000, 'text that repeats '),
  Buffer.from(Array.from({ length: 200_000 }, (_, i) => (Math.imul(i, 2_654_435_761) >>> 13) & 0xff)),
];

describe('lz4ContentBytes', () => {
  for (const content of contents)
    it(`counts the ${content.length} bytes of a frame without decompressing it`, async () => {
      const frame = await compressed('lz4', content);
      expect(lz4ContentBytes(frame, 1 << 24)).to.equal(content.length);
    });

  it('counts blocks with content size, checksums, and stored as they are', () => {
    const block = Buffer.from('030000806162630a0b0c0d', 'hex');
    const frame = Buffer.concat([
      Buffer.from('04224d185c40', 'hex'),
      Buffer.alloc(8),
      Buffer.from('00', 'hex'),
      block,
      block,
      Buffer.alloc(8),
    ]);
    expect(lz4ContentBytes(frame, 100)).to.equal(6);
  });

  it('stops counting above the limit', async () => {
    const frame = await compressed('lz4', contents[3]!);
    expect(lz4ContentBytes(frame, 1000)).to.be.above(1000);
    const stored = Buffer.concat([
      Buffer.from('04224d186040000a000080', 'hex'),
      Buffer.alloc(10),
      Buffer.from('broken'),
    ]);
    expect(lz4ContentBytes(stored, 9)).to.equal(10);
    expect(lz4ContentBytes(stored, 10)).to.equal(undefined);
  });

  it('is undefined for what is not one whole frame', async () => {
    const frame = await compressed('lz4', contents[1]!);
    for (let length = 0; length < frame.length; length++)
      expect(lz4ContentBytes(frame.subarray(0, length), 100), String(length)).to.equal(undefined);
    expect(lz4ContentBytes(Buffer.concat([frame, frame]), 100)).to.equal(undefined);
    expect(lz4ContentBytes(Buffer.concat([frame, Buffer.alloc(1)]), 100)).to.equal(undefined);
  });

  it('is undefined for other versions and for dictionaries', () => {
    expect(lz4ContentBytes(Buffer.from('04224d182040c000000000', 'hex'), 100)).to.equal(undefined);
    expect(lz4ContentBytes(Buffer.from('04224d186140c000000000', 'hex'), 100)).to.equal(undefined);
  });
});

describe('measureZstdFrame', () => {
  for (const content of contents)
    it(`bounds what a frame of ${content.length} bytes can become, within one block`, async () => {
      const size = measureZstdFrame(await compressed('zstd', content))!;
      expect(size.boundBytes).to.be.within(content.length, content.length + 131_072);
      expect(size.claimedBytes ?? content.length).to.equal(content.length);
    });

  it('reads the claimed size in each of its forms', () => {
    const lastEmptyRawBlock = '010000';
    const claimed = (header: string): number | undefined =>
      measureZstdFrame(Buffer.from(`28b52ffd${header}${lastEmptyRawBlock}`, 'hex'))?.claimedBytes;
    expect(claimed('0058')).to.equal(undefined);
    expect(claimed('2005')).to.equal(5);
    expect(claimed('600100')).to.equal(257);
    expect(claimed('a001000100')).to.equal(65_537);
    expect(claimed('e00100000001000000')).to.equal(2 ** 32 + 1);
    expect(claimed('425800000100')).to.equal(257);
  });

  it('counts a run by its length', () => {
    const run = Buffer.from('28b52ffd005803080061', 'hex');
    expect(measureZstdFrame(run)?.boundBytes).to.equal(256);
  });

  it('is undefined for what is not one whole frame', async () => {
    const frame = await compressed('zstd', contents[1]!);
    for (let length = 0; length < frame.length; length++)
      expect(measureZstdFrame(frame.subarray(0, length)), String(length)).to.equal(undefined);
    expect(measureZstdFrame(Buffer.concat([frame, frame]))).to.equal(undefined);
    expect(measureZstdFrame(Buffer.from('28b52ffd0058070000', 'hex'))).to.equal(undefined);
  });
});
