import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from '../../errors/usage-error.js';
import { failureReason } from '../../transport/failure-reason.js';
import {
  type RecordedEvent,
  type RecordedFrame,
  type RecordingHeader,
  recordingVersion,
} from './recorded-event.js';
import type { RecordedScript, ScriptedConnection, ScriptedReply } from './recorded-script.js';

/** Why a replayed connection ends where a frame was recorded that could not be read: its bytes are not there. */
export const unreadableFrame = 'a frame came that could not be read when it was recorded';

interface Reading {
  readonly connection: ScriptedConnection;
  /** Where replies to the calls of the recorded side go, by correlation id. */
  readonly calls: Map<number, { readonly at: number; readonly replies: ScriptedReply[] }>;
}

/**
 * The last recording of a file. A last line that was cut off, as by the end of the process, is left out.
 *
 * Reads at once and not as a stream: virtual time does not wait for files.
 *
 * @throws {InvalidArgumentError} when there is no such file, or no recording of this version in it
 */
export function readRecording(path: string): RecordedScript {
  const lines = parseLines(path);
  const start = lines.findLastIndex((line) => 'recording' in line);
  const header = lines[start] as RecordingHeader | undefined;
  if (header === undefined) throw notA(path, 'a file with a recording in it');
  if (header.recording !== recordingVersion)
    throw notA(path, `a recording of version ${recordingVersion}, not ${String(header.recording)}`);
  const readings = new Map<number, Reading>();
  for (const event of lines.slice(start + 1) as unknown as RecordedEvent[]) addEvent(readings, event);
  return {
    protocol: header.protocol,
    connections: [...readings.values()].map(({ connection }) => connection),
  };
}

function parseLines(path: string): readonly object[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw notA(path, `a file that can be read: ${failureReason(cause as Error)}`);
  }
  const rows = text.split('\n');
  return rows.flatMap((row, index) => {
    if (row === '') return [];
    try {
      const line: unknown = JSON.parse(row);
      if (typeof line === 'object' && line !== null) return line;
    } catch {
      // Every whole line ends with a line feed: what stands behind the last one was cut off.
      if (index === rows.length - 1) return [];
    }
    throw notA(path, `a recording; its line ${index + 1} is none`);
  });
}

function addEvent(readings: Map<number, Reading>, event: RecordedEvent): void {
  if (event.event === 'dial') {
    const { address, at } = event;
    const connection = { address, dialledAt: at, outcome: undefined, steps: [] };
    readings.set(event.connection, { connection, calls: new Map() });
    return;
  }
  const reading = 'connection' in event ? readings.get(event.connection) : undefined;
  if (reading === undefined) return;
  const { connection } = reading;
  switch (event.event) {
    case 'connected':
      connection.outcome = { at: event.at, localAddress: event.localAddress };
      break;
    case 'refused':
      connection.outcome = { at: event.at, reason: event.reason };
      break;
    case 'lost':
      connection.steps.push({ type: 'lost', at: event.at, reason: event.reason });
      break;
    case 'sent':
      addSent(reading, event);
      break;
    case 'received':
      addReceived(reading, event);
      break;
    case 'abandoned':
    case 'closed':
    case 'full':
    case 'end':
      // What the recorded side did of its own accord, whoever replays does again or not.
      break;
  }
}

function addSent({ connection, calls }: Reading, { at, kind, id, message }: RecordedFrame): void {
  if (message === undefined || id === undefined || (kind !== 'call' && kind !== 'oneway')) return;
  const replies: ScriptedReply[] = [];
  connection.steps.push({ type: 'request', at, message, replies });
  if (kind === 'call') calls.set(id, { at, replies });
}

function addReceived({ connection, calls }: Reading, { at, kind, id, message }: RecordedFrame): void {
  const isReply = kind === 'reply' || kind === 'exception';
  const call = isReply && id !== undefined ? calls.get(id) : undefined;
  if (call !== undefined) {
    call.replies.push({ afterMs: at - call.at, message, step: connection.steps.length });
    connection.steps.push({ type: 'reply', at });
  } else if (message === undefined || id === undefined)
    connection.steps.push({ type: 'lost', at, reason: unreadableFrame });
  else connection.steps.push({ type: 'message', at, message, id });
}

const notA = (path: string, expected: string): InvalidArgumentError =>
  new InvalidArgumentError('file', `${expected} (${path})`);
