import { bodyCall, commandCall } from '../../naming/server-call.js';
import { decodeAclInfo, decodeAclInfos, encodeAclInfo } from '../../protocol/bodies/acl-info.js';
import { CreateAclRequestHeader } from '../../protocol/headers/create-acl.js';
import { DeleteAclRequestHeader } from '../../protocol/headers/delete-acl.js';
import { GetAclRequestHeader } from '../../protocol/headers/get-acl.js';
import { ListAclsRequestHeader } from '../../protocol/headers/list-acls.js';
import { UpdateAclRequestHeader } from '../../protocol/headers/update-acl.js';
import { createRequest } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import { type AccessRule, policiesOf, policyTypeOf, rulesIn } from '../access-rule.js';
import type { BrokerCall } from '../broker-call.js';

/** A user and what it may do. */
export interface UserRules {
  readonly username: string;
  readonly rules: readonly AccessRule[];
}

/** The only kind of subject that 5.3 knows. */
const subjectPrefix = 'User:';
const subjectOf = (username: string): string => `${subjectPrefix}${username}`;

const bodyOf = ({ username, rules }: UserRules): Buffer =>
  encodeAclInfo({ policies: policiesOf(rules), subject: subjectOf(username) });

/**
 * AUTH_CREATE_ACL (3006), 5.3.0 and newer: rules for a user. One for a resource that has a rule takes its place, the others stay.
 * Errs when there is no such user, or a rule is wrong (16).
 */
export const CreateRules: BrokerCall<UserRules, void> = commandCall((request) =>
  createRequest(
    RequestCode.AUTH_CREATE_ACL,
    CreateAclRequestHeader,
    { subject: subjectOf(request.username) },
    bodyOf(request),
  ),
);

/** AUTH_UPDATE_ACL (3007): brokers make no difference between it and {@link CreateRules}. */
export const UpdateRules: BrokerCall<UserRules, void> = commandCall((request) =>
  createRequest(
    RequestCode.AUTH_UPDATE_ACL,
    UpdateAclRequestHeader,
    { subject: subjectOf(request.username) },
    bodyOf(request),
  ),
);

/**
 * AUTH_DELETE_ACL (3008): the rule for a resource, or all rules of a user. A resource that the broker does not understand is all
 * of them, too. Errs when there is no such user, or none of its rules is left (16).
 */
export const DeleteRules: BrokerCall<
  {
    readonly username: string;
    /** Undefined: every rule, defaults included. */
    readonly resource?: string | undefined;
    /** The rule among the defaults. */
    readonly isDefault?: boolean | undefined;
  },
  void
> = commandCall(({ username, resource, isDefault }) =>
  createRequest(RequestCode.AUTH_DELETE_ACL, DeleteAclRequestHeader, {
    subject: subjectOf(username),
    resource,
    policyType: resource === undefined ? undefined : policyTypeOf(isDefault),
  }),
);

/** AUTH_GET_ACL (3009): the rules of a user. Errs when there is no such user (16). */
export const ReadRules: BrokerCall<string, AccessRule[]> = bodyCall(
  (username) =>
    createRequest(RequestCode.AUTH_GET_ACL, GetAclRequestHeader, { subject: subjectOf(username) }),
  (body) => (body.length === 0 ? [] : rulesIn(decodeAclInfo(body).policies)),
);

/** AUTH_LIST_ACL (3010): the rules of all users who have any. */
export const ListRules: BrokerCall<
  {
    /** Part of the name of a user. */
    readonly filter?: string | undefined;
    /** Part of a resource: the other rules are left out. */
    readonly resourceFilter?: string | undefined;
  },
  UserRules[]
> = bodyCall(
  ({ filter, resourceFilter }) =>
    createRequest(RequestCode.AUTH_LIST_ACL, ListAclsRequestHeader, {
      subjectFilter: filter,
      resourceFilter,
    }),
  (body) =>
    (body.length === 0 ? [] : decodeAclInfos(body)).map(({ subject = '', policies }) => ({
      username: subject.slice(subjectPrefix.length),
      rules: rulesIn(policies),
    })),
);
