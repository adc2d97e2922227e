import { decodeAclInfo, encodeAclInfo } from '../../protocol/bodies/acl-info.js';
import type { HeaderFields } from '../../protocol/header-codec.js';
import type { RemotingCommand } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import { acceptSilently } from '../server/accept.js';
import { bodyOf } from '../server/body-of.js';
import type { RequestHandler, RequestTable } from '../server/request-table.js';
import type { AccessStore } from './access-store.js';
import { mergePolicies, type Policy, policyInfos, readPolicies, withoutResource } from './policy.js';
import { parseResource } from './resource.js';
import { configured, failed, refused } from './store-refusals.js';

const { AUTH_CREATE_ACL, AUTH_UPDATE_ACL, AUTH_DELETE_ACL, AUTH_GET_ACL, AUTH_LIST_ACL } = RequestCode;

/** The only kind of subject that there is. */
const subjectPrefix = 'User:';
const subjectOf = (username: string): string => `${subjectPrefix}${username}`;

/** The name of the user; undefined for what is none. */
function userIn(subject = ''): string | undefined {
  return subject.startsWith(subjectPrefix) ? subject.slice(subjectPrefix.length) : undefined;
}

/** As the real one says it where its stores are missing; the remark ends with the place in its source. */
const unconfigured = (store: 'authentication' | 'authorization', line: number): string => {
  const provider = `${store}MetadataProvider`;
  const manager = 'AuthorizationMetadataManagerImpl';
  return `java.lang.IllegalStateException: The ${provider} is not configured., org.apache.rocketmq.auth.authorization.manager.${manager}.get${provider[0]!.toUpperCase()}${provider.slice(1)}(${manager}.java:${line})`;
};

/**
 * What users may do: given, told and taken away.
 *
 * Headers are read without their codecs: what is missing in them is refused in words of its own.
 *
 * @param store - undefined: the broker checks nobody
 * @see apache/rocketmq 5.3.3 `broker/…/processor/AdminBrokerProcessor`,
 *   `auth/…/authorization/manager/AuthorizationMetadataManagerImpl`
 */
export function createPolicyRequests(store: AccessStore | undefined): RequestTable {
  const add: RequestHandler = (request) => {
    const { subject, policies } = decodeAclInfo(bodyOf(request));
    if (policies.length === 0)
      throw failed(
        'org.apache.rocketmq.auth.authorization.exception.AuthorizationException: The body of acl is null',
      );
    const username = userIn(subject) ?? userIn(fieldsOf(request)['subject']);
    if (username === undefined) throw failed();
    const added = readPolicies(policies);
    const users = configured(store);
    if (users.user(username) === undefined)
      throw refused(`The subject of ${subjectOf(username)} is not exist.`);
    const old = users.policies(username);
    users.setPolicies(username, old === undefined ? added : mergePolicies(old, added));
    return acceptSilently();
  };

  return {
    [AUTH_CREATE_ACL]: add,
    [AUTH_UPDATE_ACL]: add,

    [AUTH_DELETE_ACL]: (request) => {
      const { subject, policyType = '', resource = '' } = fieldsOf(request);
      const username = userIn(subject);
      if (username === undefined) throw refused('The subject is null.');
      const users = configured(store);
      if (users.user(username) === undefined) throw refused('The subject is not exist.');
      const old = users.policies(username);
      if (old === undefined) throw refused('The acl is not exist.');
      const unwanted = parseResource(resource);
      const type = policyType.toLowerCase() === 'default' ? 'Default' : 'Custom';
      users.setPolicies(username, unwanted === undefined ? [] : withoutResource(old, type, unwanted));
      return acceptSilently();
    },

    [AUTH_GET_ACL]: (request) => {
      const username = userIn(fieldsOf(request)['subject']);
      if (username === undefined) throw failed('java.lang.NullPointerException');
      const users = configured(store, unconfigured('authentication', 273));
      if (users.user(username) === undefined) throw refused('The subject is not exist.');
      const policies = users.policies(username);
      return acceptSilently(policies === undefined ? undefined : encodeAclInfo(infoOf(username, policies)));
    },

    [AUTH_LIST_ACL]: (request) => {
      const { subjectFilter = '', resourceFilter = '' } = fieldsOf(request);
      const infos = configured(store, unconfigured('authorization', 280))
        .allPolicies()
        .map(([username, policies]) => infoOf(username, policies))
        .filter(({ subject }) => subject.includes(subjectFilter.trim()))
        .map((info) => ({ policies: about(info, resourceFilter.trim()), subject: info.subject }))
        .filter(({ policies }) => policies.length > 0);
      return acceptSilently(infos.length === 0 ? undefined : encodeAclInfo(infos));
    },
  };
}

const fieldsOf = ({ extFields = {} }: RemotingCommand): HeaderFields => extFields;

const infoOf = (username: string, policies: readonly Policy[]) => ({
  policies: policyInfos(policies),
  subject: subjectOf(username),
});

/** The rules whose resource contains a text; all of them when the subject does. */
function about({ policies, subject }: ReturnType<typeof infoOf>, filter: string) {
  if (subject.includes(filter)) return policies;
  return policies
    .map(({ entries, policyType }) => ({
      entries: entries.filter(({ resource = '' }) => resource.includes(filter)),
      policyType,
    }))
    .filter(({ entries }) => entries.length > 0);
}
