import { expect } from 'chai';
import fc from 'fast-check';
import { DecodeError } from '../../../src/errors/protocol-error.js';
import {
  decodeRecallHandle,
  encodeRecallHandle,
  type RecallHandle,
} from '../../../src/protocol/message/recall-handle.js';
import { vectors } from '../support/golden.js';

const golden = vectors('recall-handle') as readonly (RecallHandle & { readonly handle: string })[];

describe('encodeRecallHandle', () => {
  it('writes the handles that Java writes', () => {
    for (const { handle, ...parts } of golden) expect(encodeRecallHandle(parts)).to.equal(handle);
  });

  it('pads', () => {
    expect(encodeRecallHandle({ topic: 'T', brokerName: 'b', timestamp: '1', messageId: 'AB' })).to.match(
      /[^=]==?$/,
    );
  });
});

describe('decodeRecallHandle', () => {
  it('reads the handles that Java writes', () => {
    for (const { handle, ...parts } of golden) expect(decodeRecallHandle(handle)).to.deep.equal(parts);
  });

  it('reads what was written', () => {
    const word = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => !text.includes(' '));
    const parts = fc.record({ topic: word, brokerName: word, timestamp: word, messageId: word });
    fc.assert(
      fc.property(parts, (handle) => {
        expect(decodeRecallHandle(encodeRecallHandle(handle))).to.deep.equal(handle);
      }),
    );
  });

  it('refuses what is not base64url, not of version 1 or too short', () => {
    const handleOf = (text: string): string => Buffer.from(text).toString('base64url');
    for (const handle of [
      '',
      'v1 T b 1 id',
      handleOf('v1 T b 1 id').concat('*'),
      handleOf('v2 T b 1 id'),
      handleOf('v1 T b 1'),
      handleOf('v1 T b 1 '),
    ])
      expect(() => decodeRecallHandle(handle), handle).to.throw(DecodeError);
  });
});
