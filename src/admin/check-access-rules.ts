import { isIP } from 'node:net';
import type { AccessAction, AccessRule } from '../broker/access-rule.js';
import { InvalidArgumentError } from '../errors/usage-error.js';
import { boolean, type Check, maybe, oneOf, required, resolveOptions } from '../internal/options.js';

/** Brokers pass over what they do not know of a rule; of a resource they may then make everything. */
const resourceForm = /^(?:\*|(?:Topic|Group|Cluster|Namespace):(?:\*|[^*]+\*?))$/;
const networkForm = /^([^/]+)\/(\d{1,3})$/;

const action = oneOf('All', 'Pub', 'Sub', 'Create', 'Update', 'Delete', 'Get', 'List');

/** @throws {InvalidArgumentError} */
export const checkResource: Check<string> = (value, path) => {
  if (typeof value !== 'string' || !resourceForm.test(value))
    throw new InvalidArgumentError(
      path,
      '"*", or "Topic:", "Group:", "Cluster:" or "Namespace:" with a name, a beginning and "*", or "*"',
    );
  return value;
};

function list<T>(item: Check<T>): Check<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value) || value.length === 0)
      throw new InvalidArgumentError(path, 'a list that is not empty');
    return value.map((each, index) => item(each, `${path}.${index}`));
  };
}

const actions: Check<readonly AccessAction[]> = list(action);

const sourceIp: Check<string> = (value, path) => {
  if (typeof value !== 'string' || !isAddress(value))
    throw new InvalidArgumentError(path, 'an IP address, or a network such as "10.0.0.0/8"');
  return value;
};

function isAddress(text: string): boolean {
  const [, ip = text, bits = '0'] = networkForm.exec(text) ?? [];
  const version = isIP(ip);
  return version !== 0 && Number(bits) <= (version === 6 ? 128 : 32);
}

type Resolved = { readonly [Key in keyof AccessRule]-?: AccessRule[Key] | undefined } & AccessRule;

const rule: Check<AccessRule> = (value, path) =>
  resolveOptions<Resolved>(path, value, {
    resource: required(checkResource),
    actions: required(actions),
    decision: required(oneOf('Allow', 'Deny')),
    sourceIps: maybe(list(sourceIp)),
    isDefault: maybe(boolean),
  });

/** @throws {InvalidArgumentError} naming the rule and what is wrong with it */
export const checkAccessRules: (value: unknown, path: string) => readonly AccessRule[] = list(rule);
