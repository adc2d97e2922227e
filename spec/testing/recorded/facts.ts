import {
  decodeStoredMessages,
  type RemotingCommand,
  type StoredMessage,
} from '../../../src/protocol/index.js';
import { parseLenientJson } from '../../../src/protocol/lenient-json.js';
import type { LenientJson } from '../../../src/protocol/lenient-json-value.js';

/** What can be said of a command, by path: `remark`, `field.offset`, `body.topicList`. */
export type Facts = ReadonlyMap<string, string>;

/**
 * How bodies are looked at. `form`: the value of each place is its type, and all keys of a table are one. `unordered`: records
 * by the time of their birth, wherever they are in their queue.
 */
export type BodyView = 'values' | 'form' | 'unordered';

/** The facts of a command that do not depend on when and where it was made. */
export function factsOf(command: RemotingCommand, holdsRecords: boolean, view: BodyView): Facts {
  const facts = new Map<string, string>();
  facts.set('code', String(command.code));
  facts.set('version', String(command.version));
  facts.set('remark', withoutPorts(command.remark ?? ''));
  for (const [name, value] of Object.entries(command.extFields ?? {}))
    facts.set(`field.${name}`, masked(name, value));
  addBody(facts, command.body, holdsRecords, view);
  return facts;
}

function addBody(
  facts: Map<string, string>,
  body: Buffer | undefined,
  holdsRecords: boolean,
  view: BodyView,
): void {
  if (body === undefined) return;
  if (holdsRecords) {
    const records = decodeStoredMessages(body);
    if (view === 'unordered') records.sort((a, b) => a.bornTimestamp - b.bornTimestamp);
    for (const [index, record] of records.entries()) addRecord(facts, `record.${index}`, record);
    if (view === 'unordered') for (const index of records.keys()) facts.delete(`record.${index}.queueOffset`);
    return;
  }
  const text = body.toString('utf8');
  if (text.startsWith('{') || text.startsWith('['))
    addJson(facts, 'body', parseLenientJson(text, 'a body'), view);
  else if (text.includes('='))
    for (const line of text.split('\n')) facts.set(`body.${line.split('=')[0]}`, '');
  else facts.set('body', text);
}

function addRecord(facts: Map<string, string>, path: string, record: StoredMessage): void {
  const { topic, queueId, queueOffset, flag, sysFlag, magic, bornTimestamp, reconsumeTimes, body } = record;
  const numbers = { queueId, queueOffset, flag, sysFlag, magic, bornTimestamp, reconsumeTimes };
  facts.set(`${path}.topic`, topic);
  for (const [name, value] of Object.entries(numbers)) facts.set(`${path}.${name}`, String(value));
  facts.set(`${path}.isPrepared`, String(record.preparedTransactionOffset !== 0));
  facts.set(`${path}.hosts`, withoutPorts(`${record.bornHost} ${record.storeHost}`));
  facts.set(`${path}.body`, body.toString('base64'));
  for (const [name, value] of Object.entries(record.properties))
    facts.set(`${path}.properties.${name}`, masked(name, value));
}

function addJson(facts: Map<string, string>, path: string, value: LenientJson, view: BodyView): void {
  if (Array.isArray(value)) {
    const items = view === 'values' ? sorted(value) : value;
    facts.set(path, view === 'form' ? 'array' : `array of ${items.length}`);
    for (const [index, item] of items.entries())
      addJson(facts, view === 'form' ? `${path}.*` : `${path}.${index}`, item, view);
  } else if (typeof value === 'object' && value !== null) {
    facts.set(path, 'object');
    for (const [key, item] of Object.entries(value))
      addJson(facts, view === 'form' && !isName(key) ? `${path}.*` : `${path}.${key}`, item, view);
  } else
    facts.set(path, view === 'form' ? typeof value : masked(path.split('.').at(-1) ?? '', String(value)));
}

/** Sets travel as arrays in the order of Java's hashes. */
const sorted = (items: LenientJson[]): LenientJson[] =>
  items
    .map((item) => [JSON.stringify(item), item] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, item]) => item);

/** Whether a key names a field; tables have names of topics, groups and queues as keys. */
const isName = (key: string): boolean => /^[a-z][A-Za-z]*$/.test(key);

/** The ends of memory links have no IP address. */
const withoutPorts = (text: string): string =>
  text.replaceAll(/(\d+\.\d+\.\d+\.\d+|memory):\d+/g, '127.0.0.1:<port>');

const ids = /^[0-9A-F]{32}(,[0-9A-F]{32})*$/;
const places = new Set([
  'commitLogOffset',
  'tranStateTableOffset',
  'indexLastUpdatePhyoffset',
  'physicOffset',
  'counter',
]);

/** A value with what depends on time and place taken out. */
function masked(name: string, value: string): string {
  if (/^(msgId|offsetMsgId|ORIGIN_MESSAGE_ID)$/.test(name) && ids.test(value))
    return value.replaceAll(/[0-9A-F]{32}/g, '<id>');
  if (places.has(name)) return '<place>';
  if (/time/i.test(name) && /^\d{12,}$/.test(value)) return '<time>';
  if (/timestampstr$/i.test(name)) return '<time>';
  if (name === 'recallHandle') return '<handle>';
  if (name === 'POP_CK') return value.replaceAll(/\d{13}/g, '<time>');
  if (name === 'properties')
    return value
      .split('\u0002')
      .map((each) => each.split('\u0001'))
      .map(([key = '', text = '']) => `${key}=${masked(key, text)}`)
      .toSorted()
      .join(' ');
  return withoutPorts(value);
}
