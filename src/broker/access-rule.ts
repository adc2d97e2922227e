import type { PolicyEntryInfo, PolicyInfo } from '../protocol/bodies/acl-info.js';

/** What may be done, as brokers name it; `All` is every one of the others. */
export type AccessAction = 'All' | 'Pub' | 'Sub' | 'Create' | 'Update' | 'Delete' | 'Get' | 'List';

/** What a user may do with a resource, or must not. */
export interface AccessRule {
  /**
   * `Topic:`, `Group:`, `Cluster:` or `Namespace:`, followed by a name, by the beginning of one and `*`, or by `*` alone; or
   * just `*`, which is everything.
   */
  readonly resource: string;
  readonly actions: readonly AccessAction[];
  readonly decision: 'Allow' | 'Deny';
  /** Addresses and networks from which it holds, such as `10.0.0.0/8`. Default: from everywhere. */
  readonly sourceIps?: readonly string[] | undefined;
  /** Asked only where no other rule of the user fits. Default false. */
  readonly isDefault?: boolean | undefined;
}

const customPolicy = 'Custom';
const defaultPolicy = 'Default';

export function policyTypeOf(isDefault = false): string {
  return isDefault ? defaultPolicy : customPolicy;
}

/** Rules as they are sent: the defaults apart from the others. */
export function policiesOf(rules: readonly AccessRule[]): PolicyInfo[] {
  return [false, true]
    .map((isDefault) => ({
      entries: rules.filter((rule) => (rule.isDefault ?? false) === isDefault).map(entryOf),
      policyType: policyTypeOf(isDefault),
    }))
    .filter(({ entries }) => entries.length > 0);
}

/** The rules in an answer. What a later version of the broker may decide besides `Allow` is not taken for it. */
export function rulesIn(policies: readonly PolicyInfo[]): AccessRule[] {
  return policies.flatMap(({ entries, policyType }) =>
    entries.map(({ resource = '', actions = [], decision, sourceIps }) => ({
      resource,
      actions: actions as readonly AccessAction[],
      decision: decision === 'Allow' ? 'Allow' : 'Deny',
      sourceIps,
      isDefault: policyType === defaultPolicy,
    })),
  );
}

const entryOf = ({ resource, actions, decision, sourceIps }: AccessRule): PolicyEntryInfo => ({
  actions,
  decision,
  resource,
  sourceIps,
});
