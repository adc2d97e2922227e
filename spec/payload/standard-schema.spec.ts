import { expect } from 'chai';
import { describeViolation, toPayloadIssues, validate } from '../../src/payload/standard-schema.js';

const message = 'is wrong';

describe('validate', () => {
  it('gives what the schema says', () => {
    const schema = {
      '~standard': { version: 1, vendor: 'spec', validate: (value: unknown) => ({ value: Number(value) }) },
    } as const;
    expect(validate(schema, '7')).to.deep.equal({ value: 7 });
  });
});

describe('toPayloadIssues', () => {
  it('takes keys from segments and makes symbols text', () => {
    const issues = [{ message, path: ['a', { key: 0 }, Symbol('b')] }, { message }];
    expect(toPayloadIssues(issues)).to.deep.equal([
      { message, path: ['a', 0, 'Symbol(b)'] },
      { message, path: [] },
    ]);
  });

  it('keeps the first twenty', () => {
    const issues = Array.from({ length: 1000 }, (_, index) => ({ message, path: [index] }));
    expect(toPayloadIssues(issues).map(({ path }) => path[0])).to.deep.equal([...Array(20).keys()]);
  });
});

describe('describeViolation', () => {
  it('counts all issues and names the place of the first', () => {
    expect(describeViolation([{ message, path: ['a', 1] }, { message }])).to.equal(
      'the value does not fit the schema (2 issues, the first at a.1)',
    );
  });

  it('names no place for the value itself', () => {
    expect(describeViolation([{ message }])).to.equal('the value does not fit the schema (1 issue)');
  });

  it('does not repeat a key without end', () => {
    expect(describeViolation([{ message, path: ['k'.repeat(10_000)] }]).length).to.be.below(200);
  });
});
