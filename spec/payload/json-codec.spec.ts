import { expect } from 'chai';
import fc from 'fast-check';
import sinon from 'sinon';
import * as v from 'valibot';
import { PayloadDecodeError, PayloadEncodeError } from '../../src/errors/payload-error.js';
import { UnsupportedError } from '../../src/errors/usage-error.js';
import { json } from '../../src/payload/json-codec.js';
import type { StandardSchema } from '../../src/payload/standard-schema.js';

const Order = v.object({ id: v.string(), lines: v.array(v.object({ sku: v.string() })) });
const order = { id: 'o-1', lines: [{ sku: 'a' }] };
const body = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

type Failure = PayloadDecodeError | PayloadEncodeError;

function failureOf(work: () => unknown): Failure {
  try {
    work();
  } catch (error) {
    return error as Failure;
  }
  return expect.fail('nothing was thrown');
}

describe('json', () => {
  it('gives back any JSON value', () => {
    const codec = json();
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const written = codec.encode(value);
        expect(written).to.deep.equal(body(value));
        expect(codec.decode(written)).to.deep.equal(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('refuses bodies that are not JSON, not UTF-8 or empty', () => {
    const bodies = [Buffer.from('{"id":'), Buffer.from([0x22, 0xff, 0x22]), Buffer.alloc(0)];
    const reasons = bodies.map((bytes) => failureOf(() => json().decode(bytes)));
    for (const error of reasons) expect(error).to.be.instanceOf(PayloadDecodeError);
    expect(reasons.map(({ message }) => message.split(': ')[1])).to.deep.equal([
      'it is not JSON',
      'it is not UTF-8',
      'it is not JSON',
    ]);
  });

  it('keeps what the body says out of what may be logged', () => {
    const error = failureOf(() => json().decode(Buffer.from('secret')));
    expect((error.cause as Error).message).to.include('secret');
    expect(JSON.stringify(error)).not.to.include('secret');
  });

  it('refuses values without a JSON form', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    for (const value of [undefined, () => 1, 1n, circle])
      expect(() => json().encode(value)).to.throw(PayloadEncodeError, 'the value has no JSON form');
  });

  describe('with a schema', () => {
    const codec = json(Order);

    it('passes what fits', () => {
      expect(codec.encode(order)).to.deep.equal(body(order));
      expect(codec.decode(body(order))).to.deep.equal(order);
    });

    it('refuses what does not, with the issues as data and their place in the message', () => {
      const wrong = { id: 'o-1', lines: [{ sku: 'a' }, { sku: 7 }] };
      const failures = [
        failureOf(() => codec.decode(body(wrong))),
        failureOf(() => codec.encode(wrong as never)),
      ];
      expect(failures[0]).to.be.instanceOf(PayloadDecodeError);
      expect(failures[1]).to.be.instanceOf(PayloadEncodeError);
      for (const error of failures) {
        expect(error.issues.map(({ path }) => path)).to.deep.equal([['lines', 1, 'sku']]);
        expect(error.issues[0]?.message).to.include('Expected string');
        expect(error.message).to.include('does not fit the schema (1 issue, the first at lines.1.sku)');
      }
    });

    it('writes the value as given and reads what the schema makes of it', () => {
      const Placed = v.object({
        at: v.pipe(
          v.string(),
          v.transform((at) => new Date(at)),
        ),
      });
      const placed = json(Placed);
      const at = '2024-02-29T00:00:00.000Z';
      expect(placed.encode({ at })).to.deep.equal(body({ at }));
      expect(placed.decode(body({ at }))).to.deep.equal({ at: new Date(at) });
    });

    it('refuses a schema that has to wait, and leaves no rejection behind', () => {
      // oxlint-disable-next-line unicorn/no-thenable -- the spec sees who listens to it
      const promise = { then: sinon.spy() };
      const slow: StandardSchema = { '~standard': { version: 1, vendor: 'spec', validate: () => promise } };
      expect(() => json(slow).decode(body(1))).to.throw(UnsupportedError, 'an asynchronous schema');
      expect(() => json(slow).encode(1)).to.throw(UnsupportedError, 'check in the handler instead');
      for (const [, onRejected] of promise.then.args) expect(onRejected).to.be.a('function');
      expect(promise.then).to.have.callCount(2);
    });

    it('refuses what an asynchronous schema of a real library says', () => {
      const slow = v.pipeAsync(
        v.string(),
        v.checkAsync(() => Promise.resolve(true)),
      );
      expect(() => json(slow).decode(body('x'))).to.throw(UnsupportedError);
    });
  });
});
