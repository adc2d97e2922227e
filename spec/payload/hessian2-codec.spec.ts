import { expect } from 'chai';
import { PayloadDecodeError } from '../../src/errors/payload-error.js';
import { decodeBody } from '../../src/payload/decode-body.js';
import { hessian2Codec, type Hessian2Library } from '../../src/payload/hessian2-codec.js';
import { expectTotal } from './damaged-bodies.js';
import { javaBytes, javaCustomer, javaOrder, requireAny } from './java-bodies.js';
import { originOf } from './origin-of.js';

type Order = typeof javaOrder & { customer: number; placedAt: Date; seal: Buffer };

const hessian = requireAny('hessian.js') as Hessian2Library;
const fromJava = javaBytes('hessian2');
const order: Order = {
  id: javaOrder.id,
  customer: javaCustomer,
  total: javaOrder.total,
  paid: javaOrder.paid,
  lines: javaOrder.lines,
  labels: javaOrder.labels,
  placedAt: new Date(1_700_000_000_000),
  seal: Buffer.from([1, 2, 3]),
};
const toJava = ({ customer, lines, ...rest }: Order): unknown => {
  const { id, ...others } = rest;
  const list = lines.map((line) => ({ $class: 'acme.Line', $: line }));
  const long = { $class: 'long', $: customer };
  const { total, paid, labels, ...last } = others;
  return { $class: 'acme.Order', $: { id, customer: long, total, paid, lines: list, labels, ...last } };
};

describe('hessian2Codec', () => {
  it('reads what Java wrote', () => {
    expect(hessian2Codec<Order>(hessian).decode(fromJava)).to.deep.equal(order);
  });

  it('reads any view of bytes', () => {
    expect(hessian2Codec<Order>(hessian).decode(new Uint8Array(fromJava)).id).to.equal('o-1');
  });

  it('writes what Java writes when it is told the classes', () => {
    const body = hessian2Codec<Order>(hessian, { toJava }).encode(order);
    expect(Buffer.from(body).toString('hex')).to.equal(fromJava.toString('hex'));
  });

  it('hands the classes to fromJava when it asks for them', () => {
    const codec = hessian2Codec<string>(hessian, {
      withType: true,
      fromJava: (decoded) => (decoded as { $class: string }).$class,
    });
    expect(codec.decode(fromJava)).to.equal('acme.Order');
  });

  it('gives back plain values as they are', () => {
    const codec = hessian2Codec<unknown>(hessian);
    const value = { a: [1, 'zwei', true, null], b: { c: 2.5 } };
    expect(codec.decode(codec.encode(value))).to.deep.equal(value);
  });

  it('writes bodies that do not share memory with the next ones', () => {
    const codec = hessian2Codec<string>(hessian);
    const first = codec.encode('first');
    codec.encode('other');
    expect(codec.decode(first)).to.equal('first');
  });

  it('gives a value or an error for damaged bodies', () => {
    const codec = hessian2Codec<unknown>(hessian);
    expect(() => decodeBody(codec, fromJava.subarray(0, 20), originOf())).to.throw(PayloadDecodeError);
    expectTotal(codec, fromJava);
  });
});
