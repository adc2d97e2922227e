import { isDeepStrictEqual } from 'node:util';
import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const fixtures = join(import.meta.dirname, '../../fixtures');

/** A stored record as Java decoded it; see spec/fixtures/wire/README.md. */
export interface GoldenMessage {
  readonly magic: string;
  readonly storeSize: number;
  readonly topic: string;
  readonly queueId: number;
  readonly queueOffset: number;
  readonly commitLogOffset: number;
  readonly flag: number;
  readonly storedSysFlag: number;
  readonly sysFlag: number;
  readonly bodyCRC: number;
  readonly bornTimestamp: number;
  readonly bornHost: string;
  readonly storeTimestamp: number;
  readonly storeHost: string;
  readonly reconsumeTimes: number;
  readonly preparedTransactionOffset: number;
  readonly msgId: string;
  readonly offsetMsgId: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly storedBodyLength: number;
  /** Absent for an empty body. */
  readonly storedBodySha256?: string;
  /** Only where decompression changed the body. */
  readonly bodyLength?: number;
  readonly bodySha256?: string;
  readonly innerMessages?: readonly GoldenInnerMessage[];
}

export interface GoldenBatchEntry {
  readonly flag: number;
  readonly properties: Readonly<Record<string, string>>;
  readonly bodyLength: number;
  readonly bodySha256: string;
}

export interface GoldenInnerMessage extends GoldenBatchEntry {
  readonly topic: string;
  readonly queueId: number;
  readonly queueOffset: number;
  readonly msgId: string;
}

export interface GoldenFrame {
  /** `set/scenario#seq`, for the words of a failure. */
  readonly name: string;
  readonly kind: 'request' | 'oneway' | 'response';
  readonly code: number;
  readonly requestCode?: number;
  readonly serializeType: 'JSON' | 'ROCKETMQ';
  readonly bodyLength: number;
  readonly header: {
    readonly code: number;
    readonly language: string;
    readonly version: number;
    readonly opaque: number;
    readonly flag: number;
    readonly remark?: string;
    readonly extFields?: Readonly<Record<string, string>>;
  };
  readonly messages?: readonly GoldenMessage[];
  readonly batchMessages?: readonly GoldenBatchEntry[];
  readonly bytes: Buffer;
}

/** Every recorded frame of every set. */
export const goldenFrames: readonly GoldenFrame[] = readdirSync(join(fixtures, 'wire'), {
  withFileTypes: true,
})
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name: set }) =>
    readdirSync(join(fixtures, 'wire', set))
      .filter((file) => file.endsWith('.jsonl'))
      .flatMap((file) => readScenario(set, file)),
  );

function readScenario(set: string, file: string): GoldenFrame[] {
  return readFileSync(join(fixtures, 'wire', set, file), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { frameBase64, seq, ...frame } = JSON.parse(line) as GoldenFrame & {
        frameBase64: string;
        seq: number;
      };
      const name = `${set}/${file.replace('.jsonl', '')}#${seq}`;
      return Object.assign(frame, { name, bytes: Buffer.from(frameBase64, 'base64') });
    });
}

/** The vectors of one file under spec/fixtures/vectors. */
export function vectors(file: string): readonly unknown[] {
  const text = readFileSync(join(fixtures, 'vectors', `${file}.json`), 'utf8');
  return (JSON.parse(text) as { vectors: unknown[] }).vectors;
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export function bodyOf({ bytes, bodyLength }: GoldenFrame): Buffer {
  return bytes.subarray(bytes.length - bodyLength);
}

/** As `expect(…).to.deep.equal(…)`, which takes seconds for thousands of frames: it is asked only for the words of a failure. */
export function expectSame(actual: unknown, expected: unknown, name: string): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual, name).to.deep.equal(expected);
}

/** Java writes IPv6 addresses without brackets and in full. */
export function fromJavaHost(host: string): string {
  const at = host.lastIndexOf(':');
  const ip = host.slice(0, at);
  if (!ip.includes(':')) return host;
  const groups = ip.split(':').map((group) => parseInt(group, 16));
  return `[${groups.map((group) => group.toString(16).padStart(4, '0')).join(':')}]:${host.slice(at + 1)}`;
}

/** `[fd00::9]:1` as `[fd00:0000:…:0009]:1`, the form that {@link fromJavaHost} gives. */
export function inFull(host: string): string {
  const match = /^\[(.*)\]:(\d+)$/.exec(host);
  if (match === null) return host;
  const [head = '', tail = ''] = (match[1] ?? '').split('::');
  const front = head.split(':').filter((group) => group !== '');
  const back = tail.split(':').filter((group) => group !== '');
  const zeros = Array.from({ length: 8 - front.length - back.length }, () => '0');
  const groups = [...front, ...zeros, ...back].map((group) => group.padStart(4, '0'));
  return `[${groups.join(':')}]:${match[2]}`;
}

/** Bytes in a buffer that is overwritten afterwards: whoever kept a view of it shows. */
export function poisoned<T>(bytes: Buffer, use: (reused: Buffer, start: number, end: number) => T): T {
  const margin = 16;
  const reused = Buffer.alloc(bytes.length + 2 * margin, 0xee);
  bytes.copy(reused, margin);
  const result = use(reused, margin, margin + bytes.length);
  reused.fill(0xdd);
  return result;
}
