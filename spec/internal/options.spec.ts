import { expect } from 'chai';
import { InvalidArgumentError } from '../../src/errors/usage-error.js';
import {
  boolean,
  callable,
  type Check,
  integer,
  maybe,
  milliseconds,
  number,
  oneOf,
  option,
  required,
  resolveOptions,
  text,
} from '../../src/internal/options.js';

interface Resolved {
  readonly sizeBytes: number;
  readonly label: string;
  readonly color: string | undefined;
}

const resolve = (given: unknown): Readonly<Resolved> =>
  resolveOptions<Resolved>('box', given, {
    sizeBytes: option(integer(1), 64),
    label: required(text),
    color: maybe(oneOf('red', 'green')),
  });

const refusal = (given: unknown): string => {
  try {
    resolve(given);
  } catch (error) {
    expect(error).to.be.instanceOf(InvalidArgumentError);
    return (error as Error).message;
  }
  return 'accepted';
};

describe('resolveOptions', () => {
  it('fills in defaults, also for undefined', () => {
    expect(resolve({ label: 'a', sizeBytes: undefined })).to.deep.equal({
      sizeBytes: 64,
      label: 'a',
      color: undefined,
    });
  });

  it('keeps what is given', () => {
    expect(resolve({ label: 'a', sizeBytes: 1, color: 'red' })).to.deep.equal({
      sizeBytes: 1,
      label: 'a',
      color: 'red',
    });
  });

  it('gives the same when what it made is resolved again', () => {
    const once = resolve({ label: 'a', sizeBytes: 2 });
    expect(resolve(once)).to.deep.equal(once);
  });

  it('freezes the result and leaves what was given alone', () => {
    const given = { label: 'a' };
    expect(resolve(given)).to.be.frozen;
    expect(given).to.deep.equal({ label: 'a' }).and.not.to.be.frozen;
  });

  it('refuses an unknown option and names the nearest one', () => {
    expect(refusal({ label: 'a', sizeByte: 1 })).to.equal(
      'box.sizeByte must be left out: there is no such option, the nearest is "sizeBytes"',
    );
  });

  it('does not take inherited names for options', () => {
    expect(refusal({ label: 'a', toString: 1 })).to.match(/^box\.toString must be left out/);
  });

  it('refuses a missing required option', () => {
    expect(refusal({})).to.equal('box.label must be a text that is not empty');
  });

  it('names the option, what is expected and the value', () => {
    expect(refusal({ label: 'a', sizeBytes: 0 })).to.equal(
      'box.sizeBytes must be an integer of at least 1, not 0',
    );
    expect(refusal({ label: 'a', color: 'blue' })).to.equal('box.color must be one of "red", "green"');
  });

  it('refuses what is no object', () => {
    for (const given of [undefined, null, 'text', 5, [], () => undefined])
      expect(refusal(given)).to.match(/^box must be an object/);
  });
});

const accepts = (check: Check<unknown>, value: unknown): boolean => {
  try {
    return check(value, 'x') === value;
  } catch (error) {
    expect(error).to.be.instanceOf(InvalidArgumentError);
    return false;
  }
};

describe('option checks', () => {
  const cases: readonly [name: string, check: Check<unknown>, good: unknown[], bad: unknown[]][] = [
    ['integer', integer(0, 10), [0, 10], [-1, 11, 1.5, NaN, Infinity, '5', undefined, null, 5n]],
    ['milliseconds', milliseconds(0), [0, 2_147_483_647], [-1, 2_147_483_648]],
    ['number', number(1), [1, 1.5, 1e9], [0.9, NaN, Infinity, '2', undefined]],
    ['boolean', boolean, [true, false], [0, 'true', undefined]],
    ['text', text, ['a'], ['', 1, undefined]],
    ['oneOf', oneOf('a', 'b'), ['a', 'b'], ['c', undefined, 1]],
    ['callable', callable(), [accepts, Date], ['f', {}, undefined]],
  ];

  for (const [name, check, good, bad] of cases) {
    it(`${name} lets through what is right and nothing else`, () => {
      expect(good.filter((value) => !accepts(check, value))).to.deep.equal([]);
      expect(bad.filter((value) => accepts(check, value))).to.deep.equal([]);
    });
  }

  it('show numbers and booleans in the message, but no texts: they may be secrets', () => {
    expect(() => integer(1, 9)(10, 'x')).to.throw('x must be an integer from 1 to 9, not 10');
    expect(() => callable()(true, 'x')).to.throw('x must be a function, not true');
    expect(() => boolean('hunter2', 'x')).to.throw(/^x must be true or false$/);
  });
});
