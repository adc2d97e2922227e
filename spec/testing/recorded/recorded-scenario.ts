import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeFrame, type RemotingCommand } from '../../../src/protocol/index.js';

/** One frame as it passed the recording proxy; see spec/fixtures/wire/README.md. */
export interface RecordedFrame {
  readonly seq: number;
  /** The TCP connection within the scenario. */
  readonly conn: number;
  /** Milliseconds since the scenario's start. */
  readonly tMs: number;
  readonly isFromClient: boolean;
  readonly isNameServer: boolean;
  readonly kind: 'request' | 'oneway' | 'response';
  /** Of an answer: which request it belongs to. */
  readonly requestSeq: number | undefined;
  readonly holdsRecords: boolean;
  readonly bytes: Buffer;
  readonly command: RemotingCommand;
}

/** What one official client and one official broker said to each other. */
export interface RecordedScenario {
  readonly name: string;
  readonly frames: readonly RecordedFrame[];
}

interface Line {
  readonly seq: number;
  readonly conn: number;
  readonly tMs: number;
  readonly direction: string;
  readonly kind: RecordedFrame['kind'];
  readonly requestSeq?: number;
  readonly messages?: readonly unknown[];
  readonly frameBase64: string;
}

const setOf = (set: string): string => join(import.meta.dirname, '../../fixtures/wire', set);

/** Names of the scenarios of a set. */
export function scenarioNames(set: string): readonly string[] {
  return readdirSync(setOf(set))
    .filter((file) => file.endsWith('.jsonl'))
    .map((file) => file.replace('.jsonl', ''));
}

export function readScenario(set: string, name: string): RecordedScenario {
  const lines = readFileSync(join(setOf(set), `${name}.jsonl`), 'utf8')
    .trimEnd()
    .split('\n');
  return { name, frames: lines.map((line) => frameOf(JSON.parse(line) as Line)) };
}

function frameOf({ direction, messages, frameBase64, requestSeq, ...line }: Line): RecordedFrame {
  const bytes = Buffer.from(frameBase64, 'base64');
  const { seq, conn, tMs, kind } = line;
  return {
    seq,
    conn,
    tMs,
    kind,
    isFromClient: direction.startsWith('client'),
    isNameServer: direction.includes('namesrv'),
    requestSeq,
    holdsRecords: messages !== undefined,
    bytes,
    command: decodeFrame(bytes),
  };
}
