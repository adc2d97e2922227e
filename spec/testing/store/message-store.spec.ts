import { expect } from 'chai';
import fc from 'fast-check';
import { isInnerBatch, javaHash, SysFlag } from '../../../src/protocol/index.js';
import { MessageStore } from '../../../src/testing/store/message-store.js';
import { readEntry, type StoredEntry } from '../../../src/testing/store/stored-entry.js';
import { makeDraft } from '../support/make-draft.js';

const storeHost = '127.0.0.1:10911';
const plenty = { maxMessages: 1000, maxBytes: 1_000_000 };

describe('MessageStore', () => {
  it('gives each message the next offset of its queue and the next place of the log', () => {
    const store = new MessageStore(plenty);
    const entries = [0, 1, 0].map((queueId) => store.put(makeDraft({ queueId }), storeHost, 7));
    const [first, second, third] = entries as [StoredEntry, StoredEntry, StoredEntry];
    expect(entries.map(({ queueOffset }) => queueOffset)).to.deep.equal([0, 0, 1]);
    expect(second.physicalOffset).to.equal(first.record.length);
    expect(store.maxPhysicalOffset).to.equal(third.physicalOffset + third.record.length);
    expect(store.at(second.physicalOffset)).to.equal(second);
    expect(store.at(second.physicalOffset + 1)).to.equal(undefined);
    expect([...store.entries()]).to.deep.equal(entries);
  });

  it('makes records that say what was stored, where and when', () => {
    const store = new MessageStore(plenty);
    store.put(makeDraft(), storeHost, 1);
    const draft = makeDraft({
      flag: 5,
      bornTimestamp: 3,
      reconsumeTimes: 2,
      properties: { TAGS: 'a', own: 'x' },
    });
    const entry = store.put(draft, storeHost, 7);
    const message = readEntry(entry);
    const { topic, queueId, queueOffset, flag, bornTimestamp, storeTimestamp, reconsumeTimes, properties } =
      message;
    expect({
      topic,
      queueId,
      queueOffset,
      flag,
      bornTimestamp,
      storeTimestamp,
      reconsumeTimes,
      properties,
    }).to.deep.equal({
      topic: 'orders',
      queueId: 1,
      queueOffset: 1,
      flag: 5,
      bornTimestamp: 3,
      storeTimestamp: 7,
      reconsumeTimes: 2,
      properties: { TAGS: 'a', own: 'x' },
    });
    expect([message.body.toString(), message.bornHost, message.storeHost]).to.deep.equal([
      'hello',
      draft.bornHost,
      storeHost,
    ]);
    expect([entry.tagsCode, entry.storedAt]).to.deep.equal([javaHash('a'), 7]);
  });

  it('keeps a copy of the body', () => {
    const store = new MessageStore(plenty);
    const body = Buffer.from('hello');
    const entry = store.put(makeDraft({ body }), storeHost, 0);
    body.fill(0);
    expect(readEntry(entry).body.toString()).to.equal('hello');
  });

  it('gives an inner batch as many offsets as it has messages, and its first one as a property', () => {
    const store = new MessageStore(plenty);
    store.put(makeDraft(), storeHost, 0);
    const sysFlag = SysFlag.INNER_BATCH | SysFlag.NEED_UNWRAP;
    const batch = store.put(makeDraft({ count: 3, sysFlag, properties: { INNER_NUM: '3' } }), storeHost, 0);
    const next = store.put(makeDraft(), storeHost, 0);
    expect([batch.queueOffset, batch.count, next.queueOffset]).to.deep.equal([1, 3, 4]);
    expect(readEntry(batch).properties).to.deep.equal({ INNER_NUM: '3', INNER_BASE: '1' });
    expect(isInnerBatch(readEntry(batch).sysFlag)).to.equal(true);
    expect(store.queue('orders', 1).at(3)).to.equal(batch);
  });

  it('tells of each message when it has been stored', () => {
    const store = new MessageStore(plenty);
    const told: [StoredEntry, number][] = [];
    store.stored$.subscribe((entry) => told.push([entry, store.queue('orders', 1).maxOffset]));
    const entry = store.put(makeDraft(), storeHost, 0);
    expect(told).to.deep.equal([[entry, 1]]);
  });

  it('never keeps more than its retention, the newest always, and drops the oldest first', () => {
    const drafts = fc.array(fc.record({ queueId: fc.nat(2), size: fc.nat(400) }), { maxLength: 60 });
    const limits = fc.record({
      maxMessages: fc.integer({ min: 1, max: 20 }),
      maxBytes: fc.integer({ min: 1, max: 4000 }),
    });
    fc.assert(
      fc.property(drafts, limits, (list, retention) => {
        const store = new MessageStore(retention);
        const all = list.map(({ queueId, size }) =>
          store.put(makeDraft({ queueId, body: Buffer.alloc(size) }), storeHost, 0),
        );
        const left = [...store.entries()];
        expect(left).to.deep.equal(all.slice(all.length - left.length));
        expect(store.messages).to.equal(left.length).and.to.be.at.most(retention.maxMessages);
        expect(store.bytes).to.equal(left.reduce((sum, { record }) => sum + record.length, 0));
        if (left.length > 1) expect(store.bytes).to.be.at.most(retention.maxBytes);
        else expect(left.length).to.equal(Math.min(1, all.length));
        for (const queueId of [0, 1, 2])
          expect([...store.queue('orders', queueId).from(0)]).to.deep.equal(
            left.filter((entry) => entry.queueId === queueId),
          );
      }),
    );
  });

  it('drops a topic with its offsets, without mistaking its old messages for those of a new one', () => {
    const store = new MessageStore({ maxMessages: 3, maxBytes: 1_000_000 });
    store.put(makeDraft(), storeHost, 0);
    store.put(makeDraft(), storeHost, 0);
    store.deleteTopic('orders');
    expect(store.queue('orders', 1).maxOffset).to.equal(0);
    const again = store.put(makeDraft(), storeHost, 0);
    // Pushes the two old messages out of the log.
    store.put(makeDraft({ topic: 'other' }), storeHost, 0);
    store.put(makeDraft({ topic: 'other' }), storeHost, 0);
    expect(store.queue('orders', 1).at(0)).to.equal(again);
  });

  it('makes no queue for who only looks', () => {
    const store = new MessageStore(plenty);
    const { minOffset, maxOffset } = store.queue('unknown', 9);
    expect([minOffset, maxOffset]).to.deep.equal([0, 0]);
    expect(store.queue('unknown', 9), 'it is kept').not.to.equal(store.queue('unknown', 9));
  });
});
