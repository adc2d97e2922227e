import { expect } from 'chai';
import {
  decodeStoredMessages,
  QueryMessageRequestHeader,
  RequestCode,
  SysFlag,
  ViewMessageRequestHeader,
} from '../../../src/protocol/index.js';
import { Refusal } from '../../../src/testing/server/refusal.js';
import { refusalOf } from '../support/ask.js';
import { administer } from './administer.js';

function setUp() {
  const broker = administer();
  const query = (parts: Partial<QueryMessageRequestHeader> = {}) =>
    broker.ask(RequestCode.QUERY_MESSAGE, QueryMessageRequestHeader, {
      topic: 'orders',
      key: 'k',
      maxNum: 10,
      beginTimestamp: 0,
      endTimestamp: '9223372036854775807',
      ...parts,
    });
  return {
    ...broker,
    query,
    found: (parts: Partial<QueryMessageRequestHeader> = {}) =>
      decodeStoredMessages(query(parts).body!).map(({ queueOffset }) => queueOffset),
    /** Messages with these keys, one a second, from 0 on. */
    putAll: (...keys: string[]) =>
      keys.map((each) => {
        const entry = broker.put({ properties: { KEYS: each, UNIQ_KEY: `id of ${each}` } });
        broker.clock.tick(1000);
        return entry;
      }),
  };
}

describe('createMessageRequests', () => {
  it('find messages by one of their keys', () => {
    const { found, putAll, put } = setUp();
    putAll('k', 'l', 'a k', 'kk');
    put({ topic: 'bills', properties: { KEYS: 'k' } });
    put();
    expect(found()).to.deep.equal([0, 2]);
  });

  it('tell where the last of them is', () => {
    const { putAll, query } = setUp();
    const entries = putAll('k', 'k', 'other');
    expect(query().extFields).to.deep.equal({
      indexLastUpdateTimestamp: '1000',
      indexLastUpdatePhyoffset: String(entries[1]!.physicalOffset),
    });
  });

  it('find messages by their unique id, as many as the broker likes', () => {
    const { found, putAll } = setUp();
    putAll('a', 'b', 'b');
    expect(found({ key: 'id of b', maxNum: 1, uniqueKeyQuery: true })).to.deep.equal([1, 2]);
    expect(found({ key: 'id of b', maxNum: 1 })).to.deep.equal([2]);
  });

  it('find messages that were stored in a time', () => {
    const { found, putAll } = setUp();
    putAll('k', 'k', 'k', 'k');
    expect(found({ beginTimestamp: 1000, endTimestamp: '2000' })).to.deep.equal([1, 2]);
  });

  it('find the newest when there are too many', () => {
    const { found, putAll } = setUp();
    putAll(...Array.from({ length: 70 }, () => 'k'));
    expect(found({ maxNum: 2 })).to.deep.equal([68, 69]);
    expect(found({ maxNum: 1000 })).to.have.lengthOf(64);
    expect(found({ key: 'id of k', uniqueKeyQuery: true })).to.have.lengthOf(32);
  });

  it('do not find what was rolled back', () => {
    const { put, query } = setUp();
    put({ properties: { KEYS: 'k' }, sysFlag: SysFlag.TRANSACTION_ROLLBACK });
    expect(query).to.throw(Refusal);
  });

  it('say in a header, too, that nothing is found', () => {
    const { query } = setUp();
    expect(query)
      .to.throw(Refusal, 'can not find message, maybe time range not correct')
      .that.deep.includes({
        code: 22,
        fields: { indexLastUpdateTimestamp: '0', indexLastUpdatePhyoffset: '0' },
      });
    expect(() => query({ maxNum: 0 })).to.throw(Refusal);
  });

  it('give the message at a place of the log', () => {
    const { ask, putAll } = setUp();
    const [, entry] = putAll('a', 'b');
    const view = (offset: number) =>
      ask(RequestCode.VIEW_MESSAGE_BY_ID, ViewMessageRequestHeader, { offset }).body;
    expect(view(entry!.physicalOffset)).to.deep.equal(entry!.record);
    expect(refusalOf(() => view(entry!.physicalOffset + 1))).to.deep.equal({
      code: 1,
      remark: `can not find message by the offset, ${entry!.physicalOffset + 1}`,
    });
  });
});
