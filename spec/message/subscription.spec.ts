import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { InvalidArgumentError } from '../../src/errors/usage-error.js';
import { Subscription } from '../../src/message/subscription.js';

interface Vector {
  expression: string | null;
  subString: string;
  tagsSet: string[];
  codeSet: number[];
}

const { vectors } = JSON.parse(
  readFileSync(new URL('../fixtures/vectors/subscription.json', import.meta.url), 'utf8'),
) as { vectors: Vector[] };

describe('Subscription', () => {
  for (const { expression, subString, tagsSet, codeSet } of vectors.filter(
    (vector) => vector.expression !== null,
  )) {
    it(`reads ${JSON.stringify(expression)} as Java does`, () => {
      const data = new Subscription('T', expression!, 1).toData();
      expect(data.tagsSet.toSorted()).to.deep.equal(tagsSet.toSorted());
      expect(data.codeSet.toSorted((a, b) => a - b)).to.deep.equal(codeSet.toSorted((a, b) => a - b));
      expect(data.subString).to.equal(subString);
    });
  }

  it('accepts a tag only when it is the same, not when its hash is', () => {
    const subscription = new Subscription('T', 'AaAa', 1);
    expect([subscription.accepts('AaAa'), subscription.accepts('BBBB')]).to.deep.equal([true, false]);
  });

  it('accepts everything, also without a tag, when it asks for everything', () => {
    const subscription = new Subscription('T', '*', 1);
    expect([
      subscription.accepts(undefined),
      subscription.accepts('x'),
      subscription.acceptsAll,
    ]).to.deep.equal([true, true, true]);
  });

  it('does not accept a message without a tag when it asks for tags', () => {
    expect(new Subscription('T', 'a || b', 1).accepts(undefined)).to.equal(false);
  });

  it('refuses an expression of separators only', () => {
    expect(() => new Subscription('T', '||', 1)).to.throw(InvalidArgumentError, 'subscribe.T must be');
  });
});
