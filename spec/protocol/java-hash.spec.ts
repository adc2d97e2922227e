import { expect } from 'chai';
import { javaHash } from '../../src/protocol/java-hash.js';
import { vectors } from './support/golden.js';

describe('javaHash', () => {
  it('is the hash of Java strings', () => {
    for (const { text, hash } of vectors('string-hash') as readonly {
      readonly text: string;
      readonly hash: number;
    }[])
      expect(javaHash(text), text).to.equal(hash);
  });

  it('gives the codes of subscriptions', () => {
    const subscriptions = vectors('subscription') as readonly {
      readonly tagsSet: string[];
      readonly codeSet: number[];
    }[];
    for (const { tagsSet, codeSet } of subscriptions)
      expect([...new Set(tagsSet.map(javaHash))]).to.have.members(codeSet);
  });
});
