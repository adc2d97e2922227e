import { expect } from 'chai';
import {
  GetEarliestMsgStoretimeRequestHeader,
  GetEarliestMsgStoretimeResponseHeader,
  GetMaxOffsetRequestHeader,
  GetMaxOffsetResponseHeader,
  GetMinOffsetRequestHeader,
  GetMinOffsetResponseHeader,
  QueryConsumerOffsetRequestHeader,
  QueryConsumerOffsetResponseHeader,
  type RemotingCommand,
  RequestCode,
  ResponseCode,
  SearchOffsetRequestHeader,
  SearchOffsetResponseHeader,
  UpdateConsumerOffsetRequestHeader,
} from '../../../src/protocol/index.js';
import { createOffsetsFeature } from '../../../src/testing/offsets/offsets-feature.js';
import { createTopicConfig } from '../../../src/testing/topics/topic-table.js';
import { ask, refusalOf } from '../support/ask.js';
import { makeDraft } from '../support/make-draft.js';
import { makeServices } from '../support/make-services.js';

const place = { topic: 'orders', queueId: 1 };
const ofGroup = { consumerGroup: 'billing', ...place };

describe('createOffsetsFeature', () => {
  function make({ isResetPending = (): boolean => false } = {}) {
    const { clock, services, state } = makeServices();
    const { requests } = createOffsetsFeature(services, { isResetPending });
    state.topics.put(createTopicConfig('orders', 4));
    state.groups.find('billing', true);
    const store = (...laterMs: readonly number[]): void => {
      for (const ms of laterMs) {
        clock.tick(ms);
        services.store(makeDraft());
      }
    };
    const query = (setZeroIfNotFound?: boolean): RemotingCommand =>
      ask(requests, RequestCode.QUERY_CONSUMER_OFFSET, QueryConsumerOffsetRequestHeader, {
        ...ofGroup,
        setZeroIfNotFound,
      });
    const commit = (commitOffset: number, parts = {}): RemotingCommand =>
      ask(requests, RequestCode.UPDATE_CONSUMER_OFFSET, UpdateConsumerOffsetRequestHeader, {
        ...ofGroup,
        commitOffset,
        ...parts,
      });
    return { commit, query, requests, state, store };
  }
  const offsetIn = (answer: RemotingCommand): number => QueryConsumerOffsetResponseHeader.read(answer).offset;

  describe('a committed offset', () => {
    it('is answered as it was committed last, also a lower one', () => {
      const { commit, query } = make();
      for (const offset of [5, 3]) {
        expect(commit(offset).code).to.equal(ResponseCode.SUCCESS);
        expect(offsetIn(query())).to.equal(offset);
      }
    });

    it('is 0 for a group that has none, while the queue still begins at 0', () => {
      const { query, store } = make();
      store(1);
      expect(offsetIn(query())).to.equal(0);
      expect(refusalOf(() => query(false))).to.deep.equal({
        code: ResponseCode.QUERY_NOT_FOUND,
        remark: 'Not found, do not set to zero, maybe this group boot first',
      });
    });

    it('is not found in an empty queue, nor in one that has lost its beginning', () => {
      const { query, state, store } = make();
      const notFound = {
        code: ResponseCode.QUERY_NOT_FOUND,
        remark: 'Not found, V3_0_6_SNAPSHOT maybe this group consumer boot first',
      };
      expect(refusalOf(() => query())).to.deep.equal(notFound);
      store(1, 1);
      state.store.queue('orders', 1).dropFirst();
      expect(refusalOf(() => query())).to.deep.equal(notFound);
    });

    it('is refused for groups and topics that there are not', () => {
      const { commit } = make();
      expect(refusalOf(() => commit(1, { consumerGroup: 'nobody' }))).to.deep.equal({
        code: ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST,
        remark: 'Group nobody not exist!',
      });
      expect(refusalOf(() => commit(1, { topic: 'nothing' }))).to.deep.equal({
        code: ResponseCode.TOPIC_NOT_EXIST,
        remark: 'Topic nothing not exist!',
      });
    });

    it('is ignored while a reset waits for the next pull', () => {
      const { commit, state } = make({ isResetPending: () => true });
      const { code, remark } = commit(9);
      expect([code, remark]).to.deep.equal([ResponseCode.SUCCESS, 'Offset has been previously reset']);
      expect(state.offsets.get('billing', 'orders', 1)).to.equal(undefined);
    });
  });

  it('tells the ends of a queue', () => {
    const { requests, state, store } = make();
    store(1, 1, 1);
    state.store.queue('orders', 1).dropFirst();
    const max = ask(requests, RequestCode.GET_MAX_OFFSET, GetMaxOffsetRequestHeader, {
      ...place,
      committed: true,
    });
    const min = ask(requests, RequestCode.GET_MIN_OFFSET, GetMinOffsetRequestHeader, place);
    expect([
      GetMinOffsetResponseHeader.read(min).offset,
      GetMaxOffsetResponseHeader.read(max).offset,
    ]).to.deep.equal([1, 3]);
  });

  it('finds the offset of a time, from below or from above', () => {
    const { requests, store } = make();
    store(10, 10, 0, 10);
    const search = (timestamp: number, boundaryType?: string): number =>
      SearchOffsetResponseHeader.read(
        ask(requests, RequestCode.SEARCH_OFFSET_BY_TIMESTAMP, SearchOffsetRequestHeader, {
          ...place,
          timestamp,
          boundaryType,
        }),
      ).offset;
    expect([0, 10, 11, 20, 21, 31].map((time) => search(time))).to.deep.equal([0, 0, 1, 1, 3, 4]);
    expect([0, 10, 11, 20, 21, 31].map((time) => search(time, 'UPPER'))).to.deep.equal([0, 0, 0, 2, 2, 3]);
    expect(search(20, 'upper')).to.equal(2);
  });

  it('tells when the oldest message was stored, -1 without any', () => {
    const { requests, store } = make();
    const earliest = (): number =>
      GetEarliestMsgStoretimeResponseHeader.read(
        ask(requests, RequestCode.GET_EARLIEST_MSG_STORETIME, GetEarliestMsgStoretimeRequestHeader, place),
      ).timestamp;
    expect(earliest()).to.equal(-1);
    store(5, 5);
    expect(earliest()).to.equal(5);
  });
});
