import { BodyReader } from '../body-reader.js';

/** What may be done with a resource, or must not. */
export interface PolicyEntryInfo {
  /** `*`, or `Topic:`, `Group:`, `Cluster:` or `Namespace:` and a name, a beginning of one with `*` behind it, or `*`. */
  readonly resource?: string | undefined;
  /** `All`, `Pub`, `Sub`, `Create`, `Update`, `Delete`, `Get`, `List`. */
  readonly actions?: readonly string[] | undefined;
  /** Addresses and networks (`10.0.0.0/8`) from which it holds; absent: from everywhere. */
  readonly sourceIps?: readonly string[] | undefined;
  /** `Allow` or `Deny`. */
  readonly decision?: string | undefined;
}

export interface PolicyInfo {
  /** `Custom`, which is asked first, or `Default`. */
  readonly policyType?: string | undefined;
  readonly entries: readonly PolicyEntryInfo[];
}

/**
 * What a user may do: the body of 3006 and 3007, the answer of 3009, and, as a list, of 3010 (wire.md section 5.11).
 *
 * ```
 * {"policies":[{"entries":[{"actions":["Pub"],"decision":"Allow","resource":"Topic:T","sourceIps":["10.0.0.0/8"]}],
 *  "policyType":"Custom"}],"subject":"User:u"}
 * ```
 *
 * Java `remoting/…/protocol/body/AclInfo`.
 */
export interface AclInfo {
  /** `User:` and a name. */
  readonly subject?: string | undefined;
  readonly policies: readonly PolicyInfo[];
}

/** @throws {DecodeError} */
export function decodeAclInfo(body: Uint8Array): AclInfo {
  return readAclInfo(BodyReader.parse('AclInfo', body));
}

/** @throws {DecodeError} */
export function decodeAclInfos(body: Uint8Array): AclInfo[] {
  return BodyReader.parseArray('AclInfo', body).map(readAclInfo);
}

/** Of one user, or of many. */
export function encodeAclInfo(acls: AclInfo | readonly AclInfo[]): Buffer {
  return Buffer.from(JSON.stringify(acls));
}

function readAclInfo(acl: BodyReader): AclInfo {
  return { policies: acl.objects('policies', readPolicy), subject: acl.optionalText('subject') };
}

function readPolicy(policy: BodyReader): PolicyInfo {
  return { entries: policy.objects('entries', readEntry), policyType: policy.optionalText('policyType') };
}

function readEntry(entry: BodyReader): PolicyEntryInfo {
  return {
    actions: entry.has('actions') ? entry.texts('actions') : undefined,
    decision: entry.optionalText('decision'),
    resource: entry.optionalText('resource'),
    sourceIps: entry.has('sourceIps') ? entry.texts('sourceIps') : undefined,
  };
}
