import { expect } from 'chai';
import { inSequence, pollUntil } from '../../tools/rocketmq/sequence.js';

const failureOf = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

const giveUp = (): void => {
  throw new Error('too late');
};

describe('inSequence', () => {
  it('starts an action when the one before has ended', async () => {
    const seen: string[] = [];
    await inSequence(['a', 'b'], async (item) => {
      seen.push(`${item} begins`);
      await Promise.resolve();
      seen.push(`${item} ends`);
    });
    expect(seen).to.deep.equal(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('stops at the first failure', async () => {
    const seen: string[] = [];
    const failure = await failureOf(
      inSequence(['a', 'b'], (item) => {
        seen.push(item);
        return Promise.reject(new Error(item));
      }),
    );
    expect([seen, (failure as Error).message]).to.deep.equal([['a'], 'a']);
  });
});

describe('pollUntil', () => {
  it('asks again until the answer is yes', async () => {
    let asked = 0;
    await pollUntil(
      () => Promise.resolve(++asked === 3),
      () => undefined,
      1,
    );
    expect(asked).to.equal(3);
  });

  it('gives up when the check throws', async () => {
    const failure = await failureOf(pollUntil(() => Promise.resolve(false), giveUp, 1));
    expect((failure as Error).message).to.equal('too late');
  });
});
