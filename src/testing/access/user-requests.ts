import { decodeUserInfo, encodeUserInfo } from '../../protocol/bodies/user-info.js';
import { RequestCode } from '../../protocol/request-code.js';
import { acceptSilently } from '../server/accept.js';
import { bodyOf } from '../server/body-of.js';
import type { RequestTable } from '../server/request-table.js';
import type { AccessStore } from './access-store.js';
import { configured, failed, illegal, isNoSuperUser, refused } from './store-refusals.js';
import { User } from './user.js';

const { AUTH_CREATE_USER, AUTH_UPDATE_USER, AUTH_DELETE_USER, AUTH_GET_USER, AUTH_LIST_USER } = RequestCode;

const isBlank = (text = ''): boolean => text.trim() === '';
const superUserOnly = (done: 'create' | 'update'): string =>
  `The super user can only be ${done} by super user`;

/**
 * Users: made, changed, told and deleted.
 *
 * Headers are read without their codecs: what is missing in them is refused in words of its own.
 *
 * @param store - undefined: the broker checks nobody
 * @see apache/rocketmq 5.3.3 `broker/…/processor/AdminBrokerProcessor`,
 *   `auth/…/authentication/manager/AuthenticationMetadataManagerImpl`
 */
export function createUserRequests(store: AccessStore | undefined): RequestTable {
  return {
    [AUTH_CREATE_USER]: (request) => {
      const username = request.extFields?.['username'] ?? '';
      if (username === '') throw illegal('The username is blank');
      const user = new User({ ...decodeUserInfo(bodyOf(request)), username });
      if (user.isSuper && isNoSuperUser(store, request)) throw failed(superUserOnly('create'));
      if (isBlank(username)) throw refused('username can not be blank');
      if (isBlank(user.toInfo().password)) throw refused('password can not be blank');
      const users = configured(store);
      if (users.user(username) !== undefined) throw refused('The user is existed');
      users.putUser(user);
      return acceptSilently();
    },

    [AUTH_UPDATE_USER]: (request) => {
      const username = request.extFields?.['username'] ?? '';
      if (username === '') throw illegal('The username is blank');
      const change = decodeUserInfo(bodyOf(request));
      const isNoSuper = isNoSuperUser(store, request);
      if (isNoSuper && new User(change).isSuper) throw failed(superUserOnly('update'));
      const users = configured(store);
      const old = users.user(username);
      if (old === undefined) throw refused('The user is not exist');
      if (isNoSuper && old.isSuper) throw refused(superUserOnly('update'));
      users.putUser(old.changed(change));
      return acceptSilently();
    },

    [AUTH_DELETE_USER]: (request) => {
      const username = request.extFields?.['username'] ?? '';
      if (isBlank(username)) throw refused('username can not be blank');
      const users = configured(store);
      if (users.user(username)?.isSuper === true && isNoSuperUser(store, request))
        throw refused(superUserOnly('update'));
      users.deleteUser(username);
      return acceptSilently();
    },

    [AUTH_GET_USER]: (request) => {
      const username = request.extFields?.['username'] ?? '';
      if (isBlank(username)) throw illegal('The username is blank');
      const user = configured(store).user(username);
      return acceptSilently(user === undefined ? undefined : encodeUserInfo(user.toInfo()));
    },

    [AUTH_LIST_USER]: (request) => {
      const filter = request.extFields?.['filter'] ?? '';
      const users = configured(store)
        .users()
        .filter(({ username }) => isBlank(filter) || username.includes(filter));
      return acceptSilently(
        users.length === 0 ? undefined : encodeUserInfo(users.map((user) => user.toInfo())),
      );
    },
  };
}
