import { expect } from 'chai';
import { SysFlag } from '../../../src/protocol/index.js';
import { MessageStore } from '../../../src/testing/store/message-store.js';
import { draftOf, readEntry } from '../../../src/testing/store/stored-entry.js';
import { makeDraft } from '../support/make-draft.js';
import { makeEntry } from './make-entry.js';

const store = (): MessageStore => new MessageStore({ maxMessages: 10, maxBytes: 10_000 });
const host = '127.0.0.1:10911';

describe('draftOf', () => {
  it('gives back what was stored', () => {
    const draft = makeDraft({
      flag: 3,
      sysFlag: SysFlag.COMPRESSED,
      bornTimestamp: 12,
      reconsumeTimes: 2,
      preparedTransactionOffset: 77,
      properties: { TAGS: 'a', KEYS: 'k1 k2' },
    });
    expect(draftOf(store().put(draft, host, 0))).to.deep.equal(draft);
  });

  it('keeps the count of an inner batch, which gets a new base where it is stored again', () => {
    const log = store();
    const sysFlag = SysFlag.INNER_BATCH | SysFlag.NEED_UNWRAP;
    log.put(makeDraft(), host, 0);
    const batch = log.put(makeDraft({ sysFlag, count: 2, properties: { INNER_NUM: '2' } }), host, 0);
    const copy = log.put({ ...draftOf(batch), queueId: 0 }, host, 0);
    expect([copy.count, copy.queueOffset]).to.deep.equal([2, 0]);
    expect(readEntry(copy).properties['INNER_BASE']).to.equal('0');
  });
});

describe('readEntry', () => {
  it('refuses a record that is none', () => {
    expect(() => readEntry(makeEntry({ record: Buffer.alloc(100) }))).to.throw(TypeError);
  });
});
