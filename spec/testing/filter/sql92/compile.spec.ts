import { expect } from 'chai';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { FilterSyntaxError } from '../../../../src/testing/filter/filter-syntax-error.js';
import { compileSql92 } from '../../../../src/testing/filter/sql92/compile.js';
import { evaluate, type Properties } from '../../../../src/testing/filter/sql92/evaluate.js';
import { Parser } from '../../../../src/testing/filter/sql92/parser.js';
import { impossible } from '../../../../src/testing/filter/sql92/value.js';

interface Vector {
  readonly expression: string;
  readonly properties: Properties | 'usual';
  readonly result: string;
}

const { vectors, usualProperties } = JSON.parse(
  readFileSync(new URL('../../../fixtures/vectors/sql92.json', import.meta.url), 'utf8'),
) as { readonly vectors: readonly Vector[]; readonly usualProperties: Properties };

/** What Java makes of the expressions that are about one thing: those with a given word, or all others. */
const topics: readonly (readonly [string, RegExp])[] = [
  ['BETWEEN', /between/i],
  ['IN', /\bin\b/i],
  ['IS NULL', /\bis\b/i],
  ['text search', /contains|startswith|endswith/i],
  ['conditions and truths', /\b(?:and|or|not|true|false|null)\b/i],
  ['comparisons, literals and the rest', /(?:)/],
];

const propertiesOf = ({ properties }: Vector): Properties =>
  properties === 'usual' ? usualProperties : properties;

function outcome(vector: Vector): string {
  try {
    const value = evaluate(new Parser(vector.expression).parse(), propertiesOf(vector));
    if (value === impossible) return 'impossible';
    return value === null ? 'unknown' : JSON.stringify(value);
  } catch (error) {
    expect(error).to.be.an.instanceof(FilterSyntaxError);
    return 'refused';
  }
}

const nested = (opening: string, levels: number, closing: string): string =>
  `${opening.repeat(levels)}a = 1${closing.repeat(levels)}`;

describe('compileSql92', () => {
  describe('judges as the classes of a real broker do:', () => {
    const left = new Set(vectors);
    for (const [topic, pattern] of topics) {
      const cases = [...left].filter(({ expression }) => pattern.test(expression));
      cases.forEach((vector) => left.delete(vector));
      it(`${topic} (${cases.length} cases)`, () => {
        const found = cases.map((vector) => ({ ...vector, result: outcome(vector) }));
        expect(cases.length).to.be.greaterThan(10);
        expect(found).to.deep.equal(cases);
      });
    }
  });

  it('matches only what is certainly true', () => {
    for (const vector of vectors) {
      if (vector.result === 'refused')
        expect(() => compileSql92(vector.expression), vector.expression).to.throw(FilterSyntaxError);
      else
        expect(compileSql92(vector.expression)(propertiesOf(vector)), vector.expression).to.equal(
          vector.result === 'true',
        );
    }
  });

  it('finds only properties that the message has itself', () => {
    expect(compileSql92('constructor IS NULL AND __proto__ IS NULL')({})).to.equal(true);
  });

  describe('stands hostile expressions:', () => {
    for (const [what, expression] of [
      ['parentheses', nested('(', 30_000, ')')],
      ['minus signs', `a = ${'- '.repeat(30_000)}1`],
      ['plus signs', `a = ${'+'.repeat(60_000)}1`],
      ['negations', nested('NOT ', 16_000, '')],
      ['negations in parentheses', nested('NOT (', 9000, ')')],
      ['equations', `a${' = a'.repeat(16_000)}`],
      ['questions', `a${' IS NULL'.repeat(8000)}`],
      ['searches', `a${" CONTAINS 'x'".repeat(5000)}`],
      ['characters', `a = '${'x'.repeat(65_536 - 5)}'`],
    ] as const) {
      it(`too many ${what} are refused`, () => {
        expect(() => compileSql92(expression)).to.throw(FilterSyntaxError);
      });
    }

    for (const [what, expression] of [
      ['alternatives', `a = 2${' OR a = 2'.repeat(7000)} OR a = 1`],
      ['conditions', `a = 1${' AND a = 1'.repeat(6500)}`],
      ['values', `b IN ('x'${",'x'".repeat(16_000)},'y')`],
      ['comments that do not end', `a = 1${' OR a =--1'.repeat(6500)}`],
      ['characters', `a = 1 OR b = '${'x'.repeat(65_536 - 15)}'`],
      ['comments', `a = 1${'/* = 2 */'.repeat(7000)}`],
    ] as const) {
      it(`many ${what} are fine`, () => {
        expect(compileSql92(expression)({ a: '1', b: 'y' })).to.equal(true);
      });
    }

    it('levels up to the limit work', () => {
      expect(compileSql92(nested('NOT (', 48, ')'))({ a: '1' })).to.equal(true);
    });

    it('as many levels and links as can be together are worked out', () => {
      let expression = 'a = 1';
      for (let level = 0; level < 49; level++)
        expression = `NOT (${expression}${' IS NULL'.repeat(9)}) NOT CONTAINS 'x'`;
      expect(compileSql92(expression)({ a: '1' })).to.equal(false);
    });

    it('digits, blanks and long numbers in properties cost linear time', () => {
      const matches = compileSql92('a > 1 OR a > 1.5');
      for (const text of ['1', '0', ' ', '1.', '+'])
        expect(matches({ a: `${text.repeat(200_000)}x` })).to.equal(false);
      expect(compileSql92('a > 3000000000')({ a: '9'.repeat(200_000) })).to.equal(false);
      expect(compileSql92('a = 5')({ a: `${'0'.repeat(200_000)}5` })).to.equal(true);
    });

    it('any text compiles or is refused, and then gives a truth', () => {
      const words = fc.constantFrom(
        ...`'x' a b 1 2.5 NULL TRUE ( ) , = <> < >= - + NOT AND OR IS IN BETWEEN CONTAINS /* */ -- 
 # '`.split(' '),
      );
      const anything = fc.oneof(
        fc.array(words, { maxLength: 12 }).map((parts) => parts.join(' ')),
        fc.string(),
      );
      fc.assert(
        fc.property(anything, fc.string(), (expression, a) => {
          try {
            expect(compileSql92(expression)({ a })).to.be.a('boolean');
          } catch (error) {
            expect(error).to.be.an.instanceof(FilterSyntaxError);
          }
        }),
      );
    });
  });

  it('says where it stopped to understand, and not what was asked', () => {
    expect(() => compileSql92("secret = 'x' AND # ")).to.throw(
      'The filter expression is refused: no word can begin at character 18',
    );
    expect(() => compileSql92('secret = )')).to.throw(
      'The filter expression is refused: what stands at character 10 cannot stand there',
    );
    expect(() => compileSql92('secret > 99999999999999999999')).to.throw(
      'The filter expression is refused: the number at character 10 is out of range',
    );
  });
});
