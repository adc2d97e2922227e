import { create, createFileRegistry, fromBinary, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { expect } from 'chai';
import type protobuf from 'protobufjs';
import { PayloadDecodeError, PayloadEncodeError } from '../../src/errors/payload-error.js';
import { decodeBody } from '../../src/payload/decode-body.js';
import { encodeBody } from '../../src/payload/encode-body.js';
import { protobufCodec } from '../../src/payload/protobuf-codec.js';
import { expectTotal } from './damaged-bodies.js';
import { javaBytes, javaCustomer, javaOrder, orderDescriptor, orderProto } from './java-bodies.js';
import { originOf } from './origin-of.js';

const fromJava = javaBytes('protobuf');

type Fields = Readonly<Record<string, unknown>>;

describe('protobufCodec', () => {
  describe('with a type of protobufjs', () => {
    const Order = orderProto();
    const codec = protobufCodec<protobuf.Message, object>(Order);

    it('reads what Java wrote', () => {
      const { customer, ...order } = Order.toObject(codec.decode(fromJava), { longs: Number });
      expect(order).to.deep.equal(javaOrder);
      expect(customer).to.equal(javaCustomer);
    });

    it('writes what Java writes', () => {
      const body = codec.encode({ ...javaOrder, customer: javaCustomer });
      expect(Buffer.from(body).toString('hex')).to.equal(fromJava.toString('hex'));
    });

    it('writes bodies that do not share memory with the next ones', () => {
      const first = codec.encode(javaOrder);
      const before = Buffer.from(first);
      codec.encode({ id: 'another' });
      expect(Buffer.from(first)).to.deep.equal(before);
    });

    it('refuses fields of another type', () => {
      expect(() => codec.encode({ id: 7 })).to.throw(PayloadEncodeError, 'id: string expected');
    });

    it('gives a value or an error for damaged bodies', () => {
      expect(() => decodeBody(codec, fromJava.subarray(0, 20), originOf())).to.throw(PayloadDecodeError);
      expectTotal(codec, fromJava);
    });
  });

  it('takes a type that cannot verify, as ts-proto generates', () => {
    const codec = protobufCodec({
      encode: (value: string) => ({ finish: () => Buffer.from(value) }),
      decode: (bytes: Uint8Array) => Buffer.from(bytes).toString(),
    });
    expect(codec.decode(codec.encode('x'))).to.equal('x');
  });

  describe('with @bufbuild/protobuf', () => {
    const files = createFileRegistry(fromBinary(FileDescriptorSetSchema, orderDescriptor()));
    const OrderSchema = files.getMessage('acme.Order')!;
    const LineSchema = files.getMessage('acme.Line')!;
    const codec = protobufCodec(OrderSchema, { toBinary, fromBinary });

    it('reads what Java wrote', () => {
      const { id, total, paid, labels, customer } = codec.decode(fromJava) as unknown as Fields;
      expect({ id, total, paid, labels }).to.deep.include({ id: 'o-1', total: 19.5, paid: true });
      expect(labels).to.deep.equal(javaOrder.labels);
      expect(customer).to.equal(BigInt(javaCustomer));
    });

    it('writes what Java writes', () => {
      const lines = javaOrder.lines.map((line) => create(LineSchema, line));
      const order = create(OrderSchema, { ...javaOrder, lines, customer: BigInt(javaCustomer) });
      expect(Buffer.from(codec.encode(order)).toString('hex')).to.equal(fromJava.toString('hex'));
    });

    it('gives a value or an error for damaged bodies', () => {
      expectTotal(codec, fromJava);
    });

    it('says that a message of default values is an empty body', () => {
      expect(() => encodeBody(codec, create(OrderSchema), 'orders')).to.throw(
        PayloadEncodeError,
        'the value takes no bytes',
      );
    });
  });
});
