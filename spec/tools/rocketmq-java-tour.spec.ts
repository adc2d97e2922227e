import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { AsyncQueue } from '../../tools/rocketmq/async-queue.js';
import type { JavaPeer } from '../../tools/rocketmq/java-peer.js';
import { JavaTour } from '../../tools/rocketmq/java-tour.js';

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

/** A tour whose JVM is the test. */
function createTour(): { tour: JavaTour; lines: AsyncQueue<Answer>; asked: () => unknown[] } {
  const stdin = new PassThrough({ encoding: 'utf8' });
  const lines = new AsyncQueue<Answer>();
  const program = { stdin, output: 'last words', exited: Promise.resolve(0) };
  const asked = (): unknown[] =>
    ((stdin.read() as string | null) ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as unknown);
  return { tour: new JavaTour({ program, lines } as unknown as JavaPeer<Answer>), lines, asked };
}

describe('JavaTour', () => {
  it('gives each scenario its own answer, in any order, and bodies in base64', async () => {
    const { tour, lines, asked } = createTour();
    const options = { group: 'g', mode: 'sync', messages: [{ topic: 't', body: 'Grüße' }] } as const;
    const first = tour.run('send', options);
    const second = tour.run('mqadmin', { args: ['topicList'] });
    expect(asked()).to.deep.equal([
      {
        id: 1,
        scenario: 'send',
        options: { ...options, messages: [{ topic: 't', body: Buffer.from('Grüße').toString('base64') }] },
      },
      { id: 2, scenario: 'mqadmin', options: { args: ['topicList'] } },
    ]);
    lines.put({ id: 2, result: 'two' });
    lines.put({ id: 1, result: [] });
    expect(await Promise.all([first, second])).to.deep.equal([[], 'two']);
  });

  it('rejects with what Java threw', async () => {
    const { tour, lines } = createTour();
    const failing = tour.run('mqadmin', { args: ['nothing'] }).catch(String);
    lines.put({ id: 1, error: 'no such command' });
    expect(await failing).to.equal('Error: no such command');
  });

  it('rejects what still runs when the JVM ends, and what comes later', async () => {
    const { tour, lines } = createTour();
    const running = tour.run('mqadmin', { args: ['topicList'] }).catch(String);
    lines.end();
    const later = tour.stop().then(() => tour.run('mqadmin', { args: ['topicList'] }).catch(String));
    for (const failure of await Promise.all([running, later])) {
      expect(failure).to.equal('Error: The Java tour has ended\nlast words');
    }
  });
});
