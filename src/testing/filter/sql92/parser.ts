import { FilterSyntaxError } from '../filter-syntax-error.js';
import type { Comparison, Expression, TextSearch } from './expression.js';
import { toNumber, wholeLiteral } from './numbers.js';
import { asCondition, checkBounds, checkEquality, checkOrdered, requireProperty } from './refusals.js';
import { type Token, Tokenizer } from './tokenizer.js';
import type { SqlValue } from './value.js';

/** Levels of parentheses and signs: far more than anyone writes, far less than the stack holds. */
const maxDepth = 100;

/** Comparisons of comparisons, as in `a = b = c`: each is a level, too. */
const maxLinks = 10;

/** After an operand: what may be asked of it by a word, and by NOT and the word. */
const questions = new Set(['CONTAINS', 'STARTSWITH', 'ENDSWITH', 'BETWEEN', 'IN']);

const isOrder = (type: string): type is Comparison =>
  type === '<' || type === '<=' || type === '>' || type === '>=';

const constant = (value: SqlValue): Expression => ({ type: 'constant', value });
const not = (operand: Expression): Expression => ({ type: 'not', operand });
const compare = (comparison: Comparison, left: Expression, right: Expression): Expression => ({
  type: 'compare',
  comparison,
  left,
  right,
});

/**
 * The grammar, top down. Whatever follows a complete expression is ignored, as long as its first token is one: the real grammar
 * does not ask for the end of the text.
 *
 * @see apache/rocketmq 5.3.3 `filter/…/parser/SelectorParser.jj`, section Grammar
 */
export class Parser {
  readonly #tokens: Tokenizer;
  #token: Token;
  #depth = 0;

  constructor(source: string) {
    this.#tokens = new Tokenizer(source);
    this.#token = this.#tokens.next();
  }

  /** @throws {FilterSyntaxError} when the text is no condition, or nested too deeply */
  parse(): Expression {
    return asCondition(this.#either());
  }

  #either(): Expression {
    return this.#chain('or', 'OR', () => this.#chain('and', 'AND', () => this.#equality()));
  }

  #chain(type: 'and' | 'or', word: string, operand: () => Expression): Expression {
    const first = operand();
    if (this.#token.type !== word) return first;
    const operands = [asCondition(first)];
    while (this.#accept(word)) operands.push(asCondition(operand()));
    return { type, operands };
  }

  #equality(): Expression {
    let left = this.#comparison();
    for (let links = 1; ; links++) {
      const { type } = this.#token;
      if (type !== '=' && type !== '<>' && type !== 'IS') return left;
      this.#checkLinks(links);
      this.#advance();
      left = type === 'IS' ? this.#nullness(left) : this.#equals(left, type);
    }
  }

  #equals(left: Expression, sign: '=' | '<>'): Expression {
    const right = this.#comparison();
    checkEquality(left, right);
    const equal = compare('=', left, right);
    return sign === '=' ? equal : not(equal);
  }

  #nullness(operand: Expression): Expression {
    const isNegated = this.#accept('NOT');
    this.#expect('NULL');
    const isNull = compare('=', operand, constant(null));
    return isNegated ? not(isNull) : isNull;
  }

  #comparison(): Expression {
    let left = this.#unary();
    for (let links = 1; ; links++) {
      const { type } = this.#token;
      if (!isOrder(type) && type !== 'NOT' && !questions.has(type)) return left;
      this.#checkLinks(links);
      if (isOrder(type)) {
        this.#advance();
        const right = this.#unary();
        checkOrdered(left, right);
        left = compare(type, left, right);
      } else {
        const isNegated = this.#accept('NOT');
        left = this.#question(left, isNegated);
      }
    }
  }

  #question(operand: Expression, isNegated: boolean): Expression {
    const { type } = this.#token;
    if (!questions.has(type)) throw this.#unexpected();
    this.#advance();
    if (type === 'BETWEEN') return this.#between(operand, isNegated);
    if (type === 'IN') return this.#in(operand, isNegated);
    return { type: 'search', search: type as TextSearch, operand, text: this.#expect('text'), isNegated };
  }

  #between(operand: Expression, isNegated: boolean): Expression {
    const low = this.#unary();
    this.#expect('AND');
    const high = this.#unary();
    checkOrdered(operand, low, high);
    if (isNegated) return { type: 'or', operands: [compare('<', operand, low), compare('>', operand, high)] };
    checkBounds(low, high);
    return { type: 'and', operands: [compare('>=', operand, low), compare('<=', operand, high)] };
  }

  #in(operand: Expression, isNegated: boolean): Expression {
    const values = new Set<string>();
    this.#expect('(');
    do values.add(this.#expect('text'));
    while (this.#accept(','));
    this.#expect(')');
    return { type: 'in', property: requireProperty(operand), values, isNegated };
  }

  #unary(): Expression {
    if (++this.#depth > maxDepth) throw new FilterSyntaxError(`it is nested deeper than ${maxDepth} levels`);
    const expression = this.#signed();
    this.#depth--;
    return expression;
  }

  #signed(): Expression {
    if (this.#accept('+')) return this.#unary();
    if (this.#accept('-')) return { type: 'negate', operand: this.#unary() };
    if (this.#accept('NOT')) return not(asCondition(this.#unary()));
    if (!this.#accept('(')) return this.#operand();
    const inner = this.#either();
    this.#expect(')');
    return inner;
  }

  #operand(): Expression {
    const { type, text } = this.#token;
    switch (type) {
      case 'name':
        this.#advance();
        return { type: 'property', name: text };
      case 'text':
        this.#advance();
        return constant(text);
      case 'TRUE':
      case 'FALSE':
        this.#advance();
        return constant(type === 'TRUE');
      case 'NULL':
        this.#advance();
        return constant(null);
      default:
        return this.#number();
    }
  }

  #number(): Expression {
    const { type, text } = this.#token;
    if (type !== 'whole' && type !== 'decimal') throw this.#unexpected();
    const value = type === 'whole' ? wholeLiteral(text.replace(/l$/i, '')) : toNumber('double', text);
    // Zero written as a decimal is below the smallest double that Java knows of, and refused as such.
    if (value === undefined || (type === 'decimal' && (value.value === 0 || value.value === Infinity)))
      throw new FilterSyntaxError(`the number at character ${this.#token.position + 1} is out of range`);
    this.#advance();
    return constant(value);
  }

  #checkLinks(links: number): void {
    if (links > maxLinks) throw new FilterSyntaxError(`it chains more than ${maxLinks} comparisons`);
  }

  #advance(): void {
    this.#token = this.#tokens.next();
  }

  #accept(type: string): boolean {
    if (this.#token.type !== type) return false;
    this.#advance();
    return true;
  }

  /** The text of a token that has to come next. */
  #expect(type: string): string {
    const { text } = this.#token;
    if (!this.#accept(type)) throw this.#unexpected();
    return text;
  }

  #unexpected(): FilterSyntaxError {
    const { type, position } = this.#token;
    return new FilterSyntaxError(
      type === 'end' ? 'it ends too early' : `what stands at character ${position + 1} cannot stand there`,
    );
  }
}
