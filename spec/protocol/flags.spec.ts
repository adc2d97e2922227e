import { expect } from 'chai';
import { isReadable, isWritable, Permission } from '../../src/protocol/permission.js';
import { isReservedProperty, PropertyKey } from '../../src/protocol/property-key.js';
import {
  buildPullSysFlag,
  hasPullFlag,
  PullSysFlag,
  type PullSysFlags,
} from '../../src/protocol/pull-sys-flag.js';
import {
  CompressionType,
  compressionType,
  isCompressed,
  isInnerBatch,
  SysFlag,
  transactionState,
  withCompression,
  withoutCompression,
} from '../../src/protocol/sys-flag.js';
import { vectors } from './support/golden.js';

describe('buildPullSysFlag', () => {
  it('gives the flags of the Java class', () => {
    for (const { sysFlag, litePull, ...flags } of vectors('pull-sysflag') as readonly (PullSysFlags & {
      readonly sysFlag: number;
    })[]) {
      const all = litePull === true ? { litePull, suspend: true, subscription: true } : flags;
      expect(buildPullSysFlag(all)).to.equal(sysFlag);
    }
  });
});

describe('hasPullFlag', () => {
  it('tells which are set', () => {
    expect(hasPullFlag(6, PullSysFlag.SUSPEND)).to.equal(true);
    expect(hasPullFlag(6, PullSysFlag.COMMIT_OFFSET)).to.equal(false);
  });
});

describe('compressionType', () => {
  it('is what withCompression set', () => {
    for (const type of Object.values(CompressionType)) {
      const sysFlag = withCompression(SysFlag.TRANSACTION_PREPARED, type);
      expect(isCompressed(sysFlag)).to.equal(true);
      expect(compressionType(sysFlag)).to.equal(type);
      expect(transactionState(sysFlag)).to.equal(SysFlag.TRANSACTION_PREPARED);
    }
    expect(withCompression(withCompression(0, CompressionType.ZSTD), CompressionType.LZ4)).to.equal(0x101);
  });

  it('is ZLIB for senders that name none', () => {
    expect(compressionType(SysFlag.COMPRESSED)).to.equal(CompressionType.ZLIB);
  });

  it('is what the vectors of the compressors carry', () => {
    for (const { type, flag } of vectors('compression') as readonly {
      readonly type: keyof typeof CompressionType;
      readonly flag: number;
    }[])
      expect(compressionType(flag)).to.equal(CompressionType[type]);
  });
});

describe('withoutCompression', () => {
  it('clears the bit and keeps the type, as Java does', () => {
    expect(withoutCompression(0x301)).to.equal(0x300);
  });
});

describe('isInnerBatch', () => {
  it('wants both bits', () => {
    expect(isInnerBatch(0xc0)).to.equal(true);
    expect(isInnerBatch(0x40)).to.equal(false);
    expect(isInnerBatch(0x80)).to.equal(false);
  });
});

describe('Permission', () => {
  it('has read and write as bits', () => {
    const both = Permission.READ | Permission.WRITE;
    expect([both, 4, 2, 0].map(isReadable)).to.deep.equal([true, true, false, false]);
    expect([both, 4, 2, 0].map(isWritable)).to.deep.equal([true, false, true, false]);
  });
});

describe('isReservedProperty', () => {
  it('is true for names with a meaning', () => {
    for (const key of [PropertyKey.KEYS, PropertyKey.UNIQ_KEY, '__RMQ.TRANSIENT.ANYTHING', '1ST_POP_TIME'])
      expect(isReservedProperty(key), key).to.equal(true);
  });

  it('is false for names of users, and for those that Java lets users set', () => {
    for (const key of [
      'region',
      'toString',
      '__SHARDINGKEY',
      'CHECK_IMMUNITY_TIME_IN_SECONDS',
      'TRACE_CONTEXT',
    ])
      expect(isReservedProperty(key), key).to.equal(false);
  });
});
