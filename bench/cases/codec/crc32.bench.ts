import { bodyCrc, createSlicingCrc32 } from '../../../src/protocol/message/crc32.js';
import { patternBytes } from '../../fixtures/pattern-bytes.js';
import type { Benchmark } from '../../harness.js';
import { createTableCrc32 } from '../../peers/table-crc32.js';

const kibibyte = 1024;

/** The CRC of a body. */
export const benchmark: Benchmark = {
  async measure(bench) {
    const sliced = createSlicingCrc32();
    const table = createTableCrc32();
    for (const size of [1, 64]) {
      const body = patternBytes(size * kibibyte);
      const operations = 256 / size;
      const repeat = (crc: (bytes: Uint8Array) => number) => (): number => {
        let sum = 0;
        for (let i = 0; i < operations; i++) {
          body[0] = i;
          sum += crc(body) & 0x7fff_ffff;
        }
        return sum;
      };
      await bench.compare({
        name: `${size} KiB`,
        unit: 'bodies',
        operations,
        expected: repeat(table)(),
        subject: { name: 'rx-rocketmq', run: repeat(bodyCrc) },
        peers: [
          { name: 'table of 256', run: repeat(table), atLeast: 4 },
          { name: 'own slicing by 8', run: repeat(sliced) },
        ],
      });
    }
  },
};
