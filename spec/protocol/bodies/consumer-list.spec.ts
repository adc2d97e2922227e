import { expect } from 'chai';
import { DecodeError } from '../../../src/errors/protocol-error.js';
import { decodeConsumerList, encodeConsumerList } from '../../../src/protocol/bodies/consumer-list.js';
import { RequestCode } from '../../../src/protocol/request-code.js';
import { bodyOf, goldenFrames } from '../support/golden.js';

describe('decodeConsumerList', () => {
  it('reads every recorded list', () => {
    const lists = goldenFrames.filter(
      ({ requestCode, code }) => requestCode === RequestCode.GET_CONSUMER_LIST_BY_GROUP && code === 0,
    );
    expect(lists).to.not.be.empty;
    for (const frame of lists)
      for (const id of decodeConsumerList(bodyOf(frame))) expect(id, frame.name).to.match(/^127\.0\.0\.1@/);
  });

  it('takes an absent list for an empty one', () => {
    expect(decodeConsumerList(Buffer.from('{}'))).to.deep.equal([]);
  });

  it('refuses anything but texts', () => {
    expect(() => decodeConsumerList(Buffer.from('{"consumerIdList":[1]}'))).to.throw(DecodeError);
  });
});

describe('encodeConsumerList', () => {
  it('writes what reads back the same', () => {
    expect(decodeConsumerList(encodeConsumerList(['a@1', 'ü@2']))).to.deep.equal(['a@1', 'ü@2']);
  });
});
