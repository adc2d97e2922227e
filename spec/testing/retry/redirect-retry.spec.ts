import { expect } from 'chai';
import { createGroupConfig } from '../../../src/testing/groups/group-config.js';
import { redirectRetry } from '../../../src/testing/retry/redirect-retry.js';
import { refusalOf } from '../support/ask.js';
import { makeDraft } from '../support/make-draft.js';
import { makeServices } from '../support/make-services.js';

const unordered = (): boolean => false;
const retried = makeDraft({ topic: '%RETRY%g', properties: { DELAY: '5', KEYS: 'k' } });

describe('redirectRetry', () => {
  it('leaves what is not for a retry topic', () => {
    const { services } = makeServices({ config: { autoCreateSubscriptionGroup: false } });
    const draft = makeDraft();
    expect(redirectRetry(services, draft, { reconsumeTimes: 99 }, unordered)).to.equal(draft);
  });

  it('leaves a message that may come again: up to the limit, not below it', () => {
    const { services } = makeServices();
    for (const header of [{}, { reconsumeTimes: 16 }, { reconsumeTimes: 3, maxReconsumeTimes: 3 }])
      expect(redirectRetry(services, retried, header, unordered)).to.equal(retried);
  });

  it('sends it to the dead letters above the limit of the request, or of the group', () => {
    const { services, state } = makeServices();
    state.groups.put(createGroupConfig('g', { retryMaxTimes: 2 }));
    for (const header of [{ reconsumeTimes: 3 }, { reconsumeTimes: 2, maxReconsumeTimes: 1 }]) {
      expect(redirectRetry(services, retried, header, unordered)).to.deep.equal({
        ...retried,
        topic: '%DLQ%g',
        queueId: 0,
        properties: { DELAY: '-1', KEYS: 'k' },
      });
    }
    expect(state.topics.get('%DLQ%g')).to.include({ readQueueNums: 1, writeQueueNums: 1, perm: 6 });
  });

  it('sends what a group gives up that consumes in order to the dead letters at once', () => {
    const { services } = makeServices();
    const isOrdered = (group: string): boolean => group === 'g';
    expect(redirectRetry(services, retried, {}, isOrdered).topic).to.equal('%DLQ%g');
  });

  it('finds the group in the retry topics of POP too', () => {
    const { services, state } = makeServices();
    state.groups.put(createGroupConfig('a+b+c'));
    const above = { reconsumeTimes: 1, maxReconsumeTimes: 0 };
    const topicFor = (topic: string): string =>
      redirectRetry(services, { ...retried, topic }, above, unordered).topic;
    expect(topicFor('%RETRY%g+orders')).to.equal('%DLQ%g');
    expect(topicFor('%RETRY%g_orders')).to.equal('%DLQ%g_orders');
    expect(topicFor('%RETRY%a+b+c')).to.equal('%DLQ%a+b+c');
  });

  it('refuses a group that is not there', () => {
    const { services } = makeServices({ config: { autoCreateSubscriptionGroup: false } });
    const { code, remark } = refusalOf(() => redirectRetry(services, retried, {}, unordered));
    expect(code).to.equal(26);
    expect(remark).to.match(/^subscription group not exist, g \nSee https:/);
  });
});
