import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConnectionPlayer } from '../../../src/remoting/recording/connection-player.js';
import {
  ConnectionRecorder,
  type ConnectionRecorderSettings,
} from '../../../src/remoting/recording/connection-recorder.js';
import type { RecordingFormat } from '../../../src/remoting/recording/recording-format.js';
import { createRuntime, type Runtime } from '../../../src/runtime/runtime.js';
import { toyFrame, type ToyMessage, toyProtocol } from '../toy-protocol.js';

/** Keeps the texts of the toy protocol, with the length of the call that a reply answers; `secret` is left out. */
export const toyFormat: RecordingFormat<ToyMessage> = {
  protocol: toyProtocol,
  subject: ({ text }) => text.length,
  keep: ({ kind, text }, answers) => ({
    kind,
    text: text.replaceAll('secret', '***'),
    ...(answers !== undefined && { answers }),
  }),
  restore: (kept) => ({ kind: kept['kind'], id: 0, text: kept['text'] }) as ToyMessage,
  encode: (message, id) => toyFrame({ ...message, id }),
  likeness: ({ text }) => text,
  isPoll: ({ text }) => text.startsWith('poll'),
  isRepeatable: ({ text }) => text.startsWith('state'),
  describe: ({ text }) => `toy "${text}"`,
  refuse: (_, text) => ({ kind: 'reply', id: 0, text }),
};

/** A file that does not exist yet, and its folder, which `remove` deletes. */
export function makeFile(): { readonly file: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'rx-rocketmq-'));
  return { file: join(folder, 'recording.jsonl'), remove: () => rmSync(folder, { recursive: true }) };
}

/** The lines of a recording. */
export function linesOf(file: string): Record<string, unknown>[] {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

export const makeRecorder = (
  settings: Pick<ConnectionRecorderSettings, 'path' | 'connector' | 'runtime'> &
    Partial<ConnectionRecorderSettings>,
): ConnectionRecorder =>
  new ConnectionRecorder({ format: toyFormat, maxBytes: 1_000_000, facts: { toy: true }, ...settings });

export const makePlayer = (path: string, runtime: Runtime = createRuntime()): ConnectionPlayer =>
  new ConnectionPlayer({ path, format: toyFormat, runtime });
