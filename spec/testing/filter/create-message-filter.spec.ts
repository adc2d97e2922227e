import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { javaHash } from '../../../src/protocol/java-hash.js';
import { createMessageFilter } from '../../../src/testing/filter/create-message-filter.js';
import { FilterSyntaxError } from '../../../src/testing/filter/filter-syntax-error.js';
import { everything } from '../../../src/testing/filter/message-filter.js';

interface Vector {
  readonly expression: string | null;
  readonly tagsSet: readonly string[];
  readonly codeSet: readonly number[];
}

const { vectors } = JSON.parse(
  readFileSync(new URL('../../fixtures/vectors/subscription.json', import.meta.url), 'utf8'),
) as { readonly vectors: readonly Vector[] };

describe('createMessageFilter', () => {
  describe('of a tag expression', () => {
    for (const subString of ['*', '']) {
      it(`lets everything pass for '${subString}'`, () => {
        const filter = createMessageFilter({ subString });
        expect(filter).to.equal(everything);
        expect([filter.matchesTags(undefined), filter.matchesTags(javaHash('a'))]).to.deep.equal([
          true,
          true,
        ]);
      });
    }

    for (const { expression, tagsSet, codeSet } of vectors) {
      if (expression === null || codeSet.length === 0) continue;
      it(`has the codes that Java gives ${JSON.stringify(expression)}`, () => {
        const filter = createMessageFilter({ subString: expression });
        expect(codeSet.filter((code) => !filter.matchesTags(code))).to.deep.equal([]);
        expect(tagsSet.map(javaHash).filter((code) => !filter.matchesTags(code))).to.deep.equal([]);
        expect([filter.matchesTags(javaHash('another')), filter.matchesTags(undefined)]).to.deep.equal([
          false,
          false,
        ]);
        expect(filter.matchesProperties).to.equal(undefined);
      });
    }

    it('does not know tags with the same hash apart', () => {
      expect(createMessageFilter({ subString: 'Aa' }).matchesTags(javaHash('BB'))).to.equal(true);
    });

    it('trims as Java does, which leaves other spaces than ASCII alone', () => {
      const filter = createMessageFilter({ subString: '\t a \u0001||\u00A0b' });
      expect(['a', 'b', '\u00A0b'].map((tag) => filter.matchesTags(javaHash(tag)))).to.deep.equal([
        true,
        false,
        true,
      ]);
    });

    it('lets nothing pass that has no tags, unless everything is asked for', () => {
      expect(createMessageFilter({ subString: 'a || b' }).matchesTags(undefined)).to.equal(false);
    });

    it('lets nothing pass for a blank', () => {
      const filter = createMessageFilter({ subString: '  ' });
      expect([filter.matchesTags(undefined), filter.matchesTags(javaHash(''))]).to.deep.equal([false, false]);
    });

    it('takes the codes of a heartbeat as they are', () => {
      const filter = createMessageFilter({ expressionType: 'TAG', subString: 'a', codeSet: [7] });
      expect([filter.matchesTags(7), filter.matchesTags(javaHash('a'))]).to.deep.equal([true, false]);
    });

    it('lets everything pass for a heartbeat with *, whatever its codes', () => {
      expect(createMessageFilter({ subString: '*', codeSet: [] }).matchesTags(7)).to.equal(true);
    });

    it('refuses an expression of bars only', () => {
      expect(() => createMessageFilter({ subString: '||||' })).to.throw(FilterSyntaxError, 'names no tag');
    });
  });

  describe('of an SQL92 expression', () => {
    it('asks the properties only', () => {
      const filter = createMessageFilter({ expressionType: 'SQL92', subString: 'price > 10' });
      expect([filter.matchesTags(undefined), filter.matchesTags(5)]).to.deep.equal([true, true]);
      expect(filter.matchesProperties?.({ price: '11' })).to.equal(true);
      expect(filter.matchesProperties?.({ price: '10' })).to.equal(false);
    });

    it('refuses what does not compile', () => {
      expect(() => createMessageFilter({ expressionType: 'SQL92', subString: 'price >' })).to.throw(
        FilterSyntaxError,
        'it ends too early',
      );
    });
  });

  it('takes an empty type for tags', () => {
    expect(createMessageFilter({ expressionType: '', subString: '*' })).to.equal(everything);
  });

  it('refuses a type that it does not know', () => {
    expect(() => createMessageFilter({ expressionType: 'XPATH', subString: '*' })).to.throw(
      FilterSyntaxError,
    );
  });
});
