import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import protobuf from 'protobufjs';

const folder = join(import.meta.dirname, '../fixtures/payload');
const fixture = JSON.parse(readFileSync(join(folder, 'java.json'), 'utf8')) as Readonly<
  Record<string, string>
>;

/** For packages without types, and for what generators write as CommonJS. */
export const requireAny = createRequire(import.meta.url) as (id: string) => unknown;

/** A body, or a compressed text, that Java wrote. */
export const javaBytes = (entry: string): Buffer => Buffer.from(fixture[entry] ?? '', 'hex');
export const javaText = `${'compressible text '.repeat(3)}ä中`;

export const orderProto = (): protobuf.Type =>
  protobuf.parse(readFileSync(join(folder, 'order.proto'), 'utf8')).root.lookupType('acme.Order');
export const orderDescriptor = (): Buffer => Buffer.from(fixture['protoDescriptorBase64'] ?? '', 'base64');
export const thriftTypes = (): unknown => requireAny(join(folder, 'order_types.cjs'));

/** What Java wrote, apart from the 64-bit number `customer`, for which each library has its own form. */
export const javaOrder = {
  id: 'o-1',
  total: 19.5,
  paid: true,
  lines: [
    { sku: 'sku-ä中', quantity: 2 },
    { sku: 'sku-b', quantity: -1 },
  ],
  labels: { region: 'eu' },
};
export const javaCustomer = 1_234_567_890_123;
