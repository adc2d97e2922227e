import { expect } from 'chai';
import { PayloadDecodeError } from '../../src/errors/payload-error.js';
import { UnsupportedError } from '../../src/errors/usage-error.js';
import { decodeBody } from '../../src/payload/decode-body.js';
import { thriftCodec, type ThriftLibrary, type ThriftStruct } from '../../src/payload/thrift-codec.js';
import { expectTotal } from './damaged-bodies.js';
import { javaBytes, javaCustomer, javaOrder, requireAny, thriftTypes } from './java-bodies.js';
import { originOf } from './origin-of.js';

interface Order {
  id: string;
  customer: { toNumber(): number };
}

const thrift = requireAny('thrift') as ThriftLibrary;
const { Order, Line } = thriftTypes() as {
  Order: ThriftStruct<Order> & (new (fields: object) => Order);
  Line: new (fields: object) => object;
};

describe('thriftCodec', () => {
  for (const [protocol, entry] of [
    ['binary', 'thriftBinary'],
    ['compact', 'thriftCompact'],
  ] as const)
    describe(`with the ${protocol} protocol`, () => {
      const codec = thriftCodec(thrift, Order, { protocol });
      const fromJava = javaBytes(entry);

      it('tells the protocol in its name', () => {
        expect(codec.name).to.equal(`thrift-${protocol}`);
      });

      it('reads what Java wrote', () => {
        const { customer, ...order } = codec.decode(fromJava);
        expect(JSON.parse(JSON.stringify(order))).to.deep.equal(javaOrder);
        expect(customer.toNumber()).to.equal(javaCustomer);
      });

      it('reads any view of bytes', () => {
        const view = new Uint8Array(fromJava);
        expect(codec.decode(view).id).to.equal('o-1');
      });

      it('writes what Java writes', () => {
        const lines = javaOrder.lines.map((line) => new Line(line));
        const order = new Order({ ...javaOrder, lines, customer: javaCustomer });
        expect(Buffer.from(codec.encode(order)).toString('hex')).to.equal(fromJava.toString('hex'));
      });

      it('gives a value or an error for damaged bodies', () => {
        expect(() => decodeBody(codec, fromJava.subarray(0, 9), originOf())).to.throw(PayloadDecodeError);
        expectTotal(codec, fromJava);
      });
    });

  it('writes the binary protocol if none is chosen', () => {
    expect(thriftCodec(thrift, Order).name).to.equal('thrift-binary');
  });

  it('finds the methods of a struct under symbols too', () => {
    class Flag {
      on = false;
      [Symbol.for('write')](output: { writeByte(value: number): void }): void {
        output.writeByte(this.on ? 1 : 0);
      }
      [Symbol.for('read')](input: { readByte(): number }): void {
        this.on = input.readByte() === 1;
      }
    }
    const codec = thriftCodec(thrift, Flag);
    expect(codec.decode(codec.encode(Object.assign(new Flag(), { on: true })))).to.include({ on: true });
  });

  it('says that a struct must be a generated one', () => {
    class Plain {
      readonly id = 'o-1';
    }
    expect(() => thriftCodec(thrift, Plain).decode(Buffer.alloc(1))).to.throw(
      UnsupportedError,
      'generate it with thrift --gen js:node',
    );
  });
});
