import { ResponseCode } from '../../protocol/response-code.js';
import { Refusal } from '../server/refusal.js';

interface Attribute {
  readonly isChangeable: boolean;
  /** Absent: an integer from -1 on. */
  readonly values?: readonly string[];
}

/** What can be said of a topic beside its queues (wire.md section 9.3, Java `TopicAttributes`). */
const attributes: Readonly<Record<string, Attribute>> = {
  'queue.type': { isChangeable: false, values: ['BatchCQ', 'SimpleCQ'] },
  'cleanup.policy': { isChangeable: false, values: ['COMPACTION', 'DELETE'] },
  'message.type': {
    isChangeable: true,
    values: ['UNSPECIFIED', 'NORMAL', 'FIFO', 'DELAY', 'TRANSACTION', 'MIXED'],
  },
  'reserve.time': { isChangeable: true },
};

type Attributes = Readonly<Record<string, string>>;

/**
 * The changes in a text as `+message.type=FIFO,-reserve.time`: by name with its sign (Java `AttributeParser`).
 *
 * @throws {Refusal}
 */
export function parseAttributeChanges(text = ''): Record<string, string> {
  const changes: Record<string, string> = {};
  for (const change of text === '' ? [] : text.split(',')) {
    const [key = '', value] = change.split('=');
    if (value !== undefined && !key.includes('+')) throw wrong(`add/alter attribute format is wrong: ${key}`);
    if (value === undefined && !key.includes('-')) throw wrong(`delete attribute format is wrong: ${key}`);
    if (key in changes) throw wrong(`key duplication: ${key}`);
    changes[key] = value ?? '';
  }
  return changes;
}

/**
 * Attributes after changes to them (Java `AttributeUtil#alterCurrentAttributes`).
 *
 * @param current - undefined for a topic that is created
 * @throws {Refusal}
 */
export function alterAttributes(current: Attributes | undefined, changes: Attributes): Attributes {
  const altered = new Map(Object.entries(current ?? {}));
  const seen = new Set<string>();
  for (const [change, value] of Object.entries(changes)) {
    const sign = change.charAt(0);
    const key = change.slice(1);
    if (!/^[^+-]+$/.test(key)) throw wrong('kv string format wrong.');
    if (seen.has(key)) throw wrong(`alter duplication key. key: ${key}`);
    seen.add(key);
    if (current === undefined && sign !== '+')
      throw wrong(`only add attribute is supported while creating topic. key: ${key}`);
    if (sign !== '+' && sign !== '-') throw wrong(`wrong format key: ${key}`);
    if (sign === '-' && !altered.has(key)) throw wrong(`attempt to delete a nonexistent key: ${key}`);
    checkAttribute(key, sign === '-' ? undefined : value, current === undefined);
    if (sign === '+') altered.set(key, value);
    else altered.delete(key);
  }
  return Object.fromEntries(altered);
}

/** @param value - undefined when it is removed */
function checkAttribute(key: string, value: string | undefined, isCreated: boolean): void {
  const attribute = Object.hasOwn(attributes, key) ? attributes[key] : undefined;
  if (attribute === undefined) throw wrong(`unsupported key: ${key}`);
  if (!isCreated && !attribute.isChangeable)
    throw wrong(`attempt to update an unchangeable attribute. key: ${key}`);
  if (value === undefined) return;
  const { values } = attribute;
  if (values !== undefined && !values.includes(value))
    throw wrong(`value is not in set: [${values.join(', ')}]`);
  if (values === undefined && !/^[+-]?\d+$/.test(value)) throw wrong(`For input string: "${value}"`);
  if (values === undefined && Number(value) < -1)
    throw wrong('value is not in range(-1, 9223372036854775807)');
}

function wrong(remark: string): Refusal {
  return new Refusal(ResponseCode.SYSTEM_ERROR, remark);
}
