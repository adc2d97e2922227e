import { expect } from 'chai';
import type { RemotingMetrics } from '../../src/remoting/remoting-metrics.js';
import { metricsStream } from '../../src/remoting/metrics-stream.js';
import { marbles } from '../support/marbles.js';

const snapshot = (name: string): RemotingMetrics => name as unknown as RemotingMetrics;

describe('metricsStream', () => {
  it(
    'emits at once, every interval, and a last time when its owner closes',
    marbles(({ hot, expectObservable }, scheduler) => {
      const closed$ = hot('-------c');
      const stream = metricsStream({ take: () => snapshot('m'), intervalMs: 3, scheduler, closed$ });
      expectObservable(stream).toBe('m--m--m(m|)');
    }),
  );

  it(
    'has one timer for all its subscribers, who begin with the newest snapshot, and none without',
    marbles(({ hot, expectObservable, flush }, scheduler) => {
      let taken = 0;
      const take = (): RemotingMetrics => {
        taken += 1;
        return snapshot('m');
      };
      const stream = metricsStream({ take, intervalMs: 3, scheduler, closed$: hot('-') });
      expectObservable(stream, '^------!').toBe('m--m--m');
      expectObservable(stream, '----^--!').toBe('----m-m');
      flush();
      expect(taken).to.equal(3);
    }),
  );

  it(
    'gives the last snapshot to who comes after the end',
    marbles(({ cold, expectObservable }, scheduler) => {
      const stream = metricsStream({
        take: () => snapshot('m'),
        intervalMs: 3,
        scheduler,
        closed$: cold('c'),
      });
      expectObservable(stream).toBe('(m|)');
    }),
  );
});
