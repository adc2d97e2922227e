import type { Need } from './need.js';

const kinds = ['Namespace', 'Cluster', 'Topic', 'Group'] as const;

/** What a rule is about: one name, names that begin alike, or every name of a kind; without a kind everything. */
export interface Resource {
  readonly kind: (typeof kinds)[number] | undefined;
  readonly pattern: 'literal' | 'prefixed' | 'any';
  /** The name, or how it begins. */
  readonly name: string;
}

/**
 * Undefined for what the broker does not understand. Of `T*x*` it takes what stands before the first star.
 *
 * @see apache/rocketmq 5.3.3 `auth/…/authorization/model/Resource#of`
 */
export function parseResource(text: string): Resource | undefined {
  if (text === '*') return { kind: undefined, pattern: 'any', name: '' };
  const colon = text.indexOf(':');
  const word = text.slice(0, Math.max(0, colon)).toLowerCase();
  const kind = kinds.find((each) => each.toLowerCase() === word);
  if (kind === undefined) return undefined;
  const name = text.slice(colon + 1);
  if (name === '*') return { kind, pattern: 'any', name: '' };
  return name.endsWith('*')
    ? { kind, pattern: 'prefixed', name: name.slice(0, name.indexOf('*')) }
    : { kind, pattern: 'literal', name };
}

/** As the broker tells it, which is also what makes two of them the same. */
export function resourceText({ kind, pattern, name }: Resource): string {
  return kind === undefined ? '*' : `${kind}:${name}${pattern === 'literal' ? '' : '*'}`;
}

export function isAbout({ kind, pattern, name }: Resource, need: Need): boolean {
  if (kind !== undefined && kind !== need.kind) return false;
  return pattern === 'literal' ? need.name === name : need.name.startsWith(name);
}

/**
 * Which of two resources that fit decides: a name before the beginning of one, that before all names, and these before
 * everything. Of two beginnings it is the shorter, in 5.3.3.
 *
 * Between a beginning and all names 5.3.3 goes by their order, by mistake; here it is always the beginning.
 *
 * @see apache/rocketmq 5.3.3 `auth/…/authorization/chain/AclAuthorizationHandler#comparePolicyEntries`
 */
export function compareResources(left: Resource, right: Resource): number {
  return rank(left) - rank(right) || left.name.length - right.name.length;
}

const rank = ({ kind, pattern }: Resource): number =>
  kind === undefined ? 3 : ['literal', 'prefixed', 'any'].indexOf(pattern);
