import { expect } from 'chai';
import { InvalidArgumentError } from '../../src/errors/usage-error.js';
import { checkGroup, checkSendTopic, checkTopic } from '../../src/message/names.js';

const refused = (check: () => void): string => {
  try {
    check();
  } catch (error) {
    expect(error).to.be.instanceOf(InvalidArgumentError);
    return (error as InvalidArgumentError).message;
  }
  return 'accepted';
};

describe('checkTopic', () => {
  it('accepts up to 127 characters of the allowed alphabet', () => {
    expect(refused(() => checkTopic(`%RETRY%a|b-_${'x'.repeat(115)}`))).to.equal('accepted');
  });

  for (const topic of ['', '  ', 'x'.repeat(128), 'a b', 'a.b', 'ä', 7, undefined]) {
    it(`refuses ${JSON.stringify(topic)?.slice(0, 20)}`, () => {
      expect(refused(() => checkTopic(topic))).to.match(/^topic must be /);
    });
  }
});

describe('checkSendTopic', () => {
  it('refuses a topic of the broker', () => {
    expect(refused(() => checkSendTopic('SCHEDULE_TOPIC_XXXX'))).to.equal(
      'topic must be a topic of your own, "SCHEDULE_TOPIC_XXXX" belongs to the broker',
    );
  });

  it('accepts a retry topic', () => {
    expect(refused(() => checkSendTopic('%RETRY%group'))).to.equal('accepted');
  });
});

describe('checkGroup', () => {
  it('refuses more than 120 characters', () => {
    expect(refused(() => checkGroup('g'.repeat(121)))).to.equal(
      'group must be at most 120 characters long, not 121',
    );
  });

  it('refuses the placeholders of Java', () => {
    expect(refused(() => checkGroup('DEFAULT_CONSUMER'))).to.contain('is reserved');
  });
});
