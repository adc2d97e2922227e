import type { PolicyEntryInfo, PolicyInfo } from '../../protocol/bodies/acl-info.js';
import { ResponseCode } from '../../protocol/response-code.js';
import { Refusal } from '../server/refusal.js';
import type { Need } from './need.js';
import { compareResources, isAbout, parseResource, type Resource, resourceText } from './resource.js';
import { isAmong, isSourceAddress } from './source-addresses.js';

/** What may be done with a resource, or must not. */
export interface PolicyEntry {
  readonly resource: Resource;
  /** As in answers: `Pub`. */
  readonly actions: readonly string[];
  readonly sourceIps: readonly string[] | undefined;
  readonly decision: 'Allow' | 'Deny';
}

export interface Policy {
  /** The defaults are asked where none of the others fits. */
  readonly policyType: 'Custom' | 'Default';
  readonly entries: readonly PolicyEntry[];
}

const actionNames = ['All', 'Any', 'Pub', 'Sub', 'Create', 'Update', 'Delete', 'Get', 'List'];
const decisions = ['Allow', 'Deny'] as const;

/** A word in the broker's spelling, whatever its case; undefined when there is no such word. */
function wordOf<Word extends string>(text: string | undefined, words: readonly Word[]): Word | undefined {
  const wanted = text?.toLowerCase();
  return words.find((word) => word.toLowerCase() === wanted);
}

/**
 * The policies of a request. Words for actions and policies that are not known are passed over.
 *
 * @see apache/rocketmq 5.3.3 `auth/…/authorization/manager/AuthorizationMetadataManagerImpl#validate`
 * @throws {Refusal}
 */
export function readPolicies(infos: readonly PolicyInfo[]): Policy[] {
  const filled = infos.filter(({ entries }) => entries.length > 0);
  if (filled.length === 0) throw refused('The policies is empty.');
  return filled.map(({ policyType, entries }) => ({
    policyType: wordOf(policyType, ['Custom', 'Default']) ?? 'Custom',
    entries: entries.map(readEntry),
  }));
}

function readEntry(info: PolicyEntryInfo): PolicyEntry {
  const resource = parseResource(info.resource ?? '');
  if (resource === undefined) throw refused('The resource is null.');
  const actions = (info.actions ?? []).flatMap((action) => wordOf(action, actionNames) ?? []);
  if (actions.length === 0) throw refused('The actions is empty.');
  if (actions.includes('Any')) throw refused('The actions can not be Any.');
  for (const ip of info.sourceIps ?? []) {
    if (ip.trim() === '') throw refused('The source ip is empty.');
    if (!isSourceAddress(ip)) throw refused('The source ip is invalid.');
  }
  const decision = wordOf(info.decision, decisions);
  if (decision === undefined) throw refused('The decision is null or illegal.');
  return { resource, actions, sourceIps: info.sourceIps, decision };
}

/** As in answers. */
export function policyInfos(policies: readonly Policy[]): PolicyInfo[] {
  return policies.map(({ policyType, entries }) => ({
    entries: entries.map(({ actions, decision, resource, sourceIps }) => ({
      actions,
      decision,
      resource: resourceText(resource),
      sourceIps,
    })),
    policyType,
  }));
}

/** What a user has after more was given to it: for the same resource the new takes the place of the old. */
export function mergePolicies(old: readonly Policy[], added: readonly Policy[]): Policy[] {
  const merged = [...old];
  for (const policy of added) {
    const index = merged.findIndex(({ policyType }) => policyType === policy.policyType);
    const before = merged[index];
    if (before === undefined) merged.push(policy);
    else merged[index] = { ...before, entries: mergeEntries(before.entries, policy.entries) };
  }
  return merged;
}

function mergeEntries(old: readonly PolicyEntry[], added: readonly PolicyEntry[]): PolicyEntry[] {
  const merged = [...old];
  for (const entry of added) {
    const index = merged.findIndex(({ resource }) => isSame(resource, entry.resource));
    if (index === -1) merged.push(entry);
    else merged[index] = entry;
  }
  return merged;
}

/** What is left without the rule for a resource. */
export function withoutResource(
  policies: readonly Policy[],
  policyType: Policy['policyType'],
  unwanted: Resource,
): Policy[] {
  return policies
    .map((policy) =>
      policy.policyType === policyType
        ? { ...policy, entries: policy.entries.filter(({ resource }) => !isSame(resource, unwanted)) }
        : policy,
    )
    .filter(({ entries }) => entries.length > 0);
}

/** What the policies say to a need; undefined when they say nothing. Of what is said of the same, `Allow` counts. */
export function decisionOf(
  policies: readonly Policy[],
  need: Need,
  ip: string,
): PolicyEntry['decision'] | undefined {
  for (const wanted of ['Custom', 'Default'] as const) {
    const [first] = policies
      .filter(({ policyType }) => policyType === wanted)
      .flatMap(({ entries }) => entries.filter((entry) => fits(entry, need, ip)))
      .toSorted(
        (left, right) =>
          compareResources(left.resource, right.resource) || (left.decision < right.decision ? -1 : 1),
      );
    if (first !== undefined) return first.decision;
  }
  return undefined;
}

function fits({ resource, actions, sourceIps = [] }: PolicyEntry, need: Need, ip: string): boolean {
  const isOf = (action: string): boolean =>
    action === 'All' || need.actions.some((wanted) => wanted === action.toUpperCase());
  return isAbout(resource, need) && actions.some(isOf) && (sourceIps.length === 0 || isAmong(sourceIps, ip));
}

const isSame = (left: Resource, right: Resource): boolean => resourceText(left) === resourceText(right);

const refused = (remark: string): Refusal => new Refusal(ResponseCode.NO_PERMISSION, remark);
