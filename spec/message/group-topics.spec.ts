import { expect } from 'chai';
import { deadLetterTopicOf, isRetryTopic, retryTopicOf } from '../../src/message/group-topics.js';

describe('group topics', () => {
  it('are named after the group', () => {
    expect([retryTopicOf('g'), deadLetterTopicOf('g')]).to.deep.equal(['%RETRY%g', '%DLQ%g']);
  });

  it('tell a retry topic from others', () => {
    expect(['%RETRY%g', '%DLQ%g', 'RETRY', 'x%RETRY%g'].map(isRetryTopic)).to.deep.equal([
      true,
      false,
      false,
      false,
    ]);
  });
});
