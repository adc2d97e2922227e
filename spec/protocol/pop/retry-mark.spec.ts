import { expect } from 'chai';
import fc from 'fast-check';
import { DecodeError } from '../../../src/errors/protocol-error.js';
import {
  parseRetryMark,
  popTopic,
  RetryMark,
  retryMarkOf,
  subscribedTopic,
} from '../../../src/protocol/pop/retry-mark.js';

const name = fc.stringMatching(/^[\w-]+$/);
const mark = fc.constantFrom<RetryMark>(...Object.values(RetryMark));

describe('popTopic', () => {
  it('names the topic of each mark', () => {
    expect(Object.values(RetryMark).map((each) => popTopic('T', 'G', each))).to.deep.equal([
      'T',
      '%RETRY%G_T',
      '%RETRY%G+T',
    ]);
  });

  it('tells its mark and its subscribed topic', () => {
    fc.assert(
      fc.property(name, name, mark, (topic, group, expected) => {
        const realTopic = popTopic(topic, group, expected);
        expect(retryMarkOf(realTopic)).to.equal(expected);
        expect(subscribedTopic(realTopic, group)).to.equal(topic);
      }),
    );
  });
});

describe('subscribedTopic', () => {
  it('leaves other topics alone, the retry topics of other groups and of pull consumers among them', () => {
    for (const topic of ['T', '%RETRY%G', '%RETRY%GG_T', '%RETRY%H+T'])
      expect(subscribedTopic(topic, 'G')).to.equal(topic);
  });
});

describe('parseRetryMark', () => {
  it('knows the three marks and refuses anything else', () => {
    expect(['0', '1', '2'].map((text) => parseRetryMark(text, 'it'))).to.deep.equal([0, 1, 2]);
    for (const text of ['3', '', '00', undefined])
      expect(() => parseRetryMark(text, 'it')).to.throw(DecodeError);
  });
});
