import { expect } from 'chai';
import { switchMap, take } from 'rxjs';
import { MessageArrivals } from '../../../src/testing/broker/message-arrivals.js';
import type { StoredEntry } from '../../../src/testing/store/stored-entry.js';
import { makeEntry } from '../store/make-entry.js';

describe('MessageArrivals', () => {
  const collect = (arrivals: MessageArrivals, topic: string, queueId?: number): StoredEntry[] => {
    const heard: StoredEntry[] = [];
    arrivals.in(topic, queueId).subscribe((entry) => heard.push(entry));
    return heard;
  };

  it('tells of a queue, or of all queues of a topic', () => {
    const arrivals = new MessageArrivals();
    const [queue, topic, other] = [
      collect(arrivals, 'orders', 1),
      collect(arrivals, 'orders'),
      collect(arrivals, 'others'),
    ];
    const entries = [0, 1].map((queueId) => makeEntry({ queueId }));
    for (const entry of entries) arrivals.announce(entry);
    expect([queue, topic, other]).to.deep.equal([[entries[1]], entries, []]);
  });

  it('is hot', () => {
    const arrivals = new MessageArrivals();
    arrivals.announce(makeEntry());
    expect(collect(arrivals, 'orders')).to.deep.equal([]);
  });

  it('keeps nothing of those who do not wait any more', () => {
    const arrivals = new MessageArrivals();
    const [first, second] = [collect(arrivals, 'orders', 0), collect(arrivals, 'orders', 0)];
    const leaving = arrivals.in('orders', 0).pipe(take(1)).subscribe();
    arrivals.announce(makeEntry());
    expect(leaving.closed).to.equal(true);
    arrivals.announce(makeEntry());
    expect([first.length, second.length]).to.deep.equal([2, 2]);
  });

  it('goes on when somebody leaves, or comes, while it tells', () => {
    const arrivals = new MessageArrivals();
    const late: StoredEntry[] = [];
    const arrived$ = arrivals.in('orders', 0);
    arrived$
      .pipe(
        take(1),
        switchMap(() => arrived$),
      )
      .subscribe((entry) => late.push(entry));
    const other = collect(arrivals, 'orders', 0);
    const entries = [makeEntry(), makeEntry()];
    for (const entry of entries) arrivals.announce(entry);
    expect([other, late]).to.deep.equal([entries, [entries[1]]]);
  });
});
