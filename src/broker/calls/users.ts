import { bodyCall, commandCall } from '../../naming/server-call.js';
import {
  decodeUserInfo,
  decodeUserInfos,
  encodeUserInfo,
  type UserInfo,
} from '../../protocol/bodies/user-info.js';
import { CreateUserRequestHeader } from '../../protocol/headers/create-user.js';
import { DeleteUserRequestHeader } from '../../protocol/headers/delete-user.js';
import { GetUserRequestHeader } from '../../protocol/headers/get-user.js';
import { ListUsersRequestHeader } from '../../protocol/headers/list-users.js';
import { UpdateUserRequestHeader } from '../../protocol/headers/update-user.js';
import { createRequest } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import type { BrokerCall } from '../broker-call.js';

/** A user of a broker. Brokers tell passwords, too: they are left out here. */
export interface BrokerUser {
  /** The access key of its requests. */
  readonly username: string;
  /** May do everything. */
  readonly isSuper: boolean;
  /** May do anything at all. */
  readonly isEnabled: boolean;
}

/** What a user is to be; what is left out is not changed. */
export interface UserChange {
  readonly username: string;
  /** The secret key of its requests. */
  readonly password?: string | undefined;
  readonly isSuper?: boolean | undefined;
  readonly isEnabled?: boolean | undefined;
}

/** AUTH_CREATE_USER (3001), 5.3.0 and newer. Errs when there is such a user, or when only a super user may make it (16, 1). */
export const CreateUser: BrokerCall<UserChange & { readonly password: string }, void> = commandCall((user) =>
  createRequest(RequestCode.AUTH_CREATE_USER, CreateUserRequestHeader, user, bodyOf(user)),
);

/** AUTH_UPDATE_USER (3002). Errs when there is no such user, or when only a super user may change it (16, 1). */
export const UpdateUser: BrokerCall<UserChange, void> = commandCall((user) =>
  createRequest(RequestCode.AUTH_UPDATE_USER, UpdateUserRequestHeader, user, bodyOf(user)),
);

/** AUTH_DELETE_USER (3003): with its rules. Succeeds also without such a user. */
export const DeleteUser: BrokerCall<string, void> = commandCall((username) =>
  createRequest(RequestCode.AUTH_DELETE_USER, DeleteUserRequestHeader, { username }),
);

/** AUTH_GET_USER (3004): undefined when there is none. */
export const ReadUser: BrokerCall<string, BrokerUser | undefined> = bodyCall(
  (username) => createRequest(RequestCode.AUTH_GET_USER, GetUserRequestHeader, { username }),
  (body) => (body.length === 0 ? undefined : userIn(decodeUserInfo(body))),
);

/** AUTH_LIST_USER (3005): those whose names contain a text. */
export const ListUsers: BrokerCall<{ readonly filter?: string | undefined }, BrokerUser[]> = bodyCall(
  ({ filter }) => createRequest(RequestCode.AUTH_LIST_USER, ListUsersRequestHeader, { filter }),
  (body) => (body.length === 0 ? [] : decodeUserInfos(body).map(userIn)),
);

const bodyOf = ({ username, password, isSuper, isEnabled }: UserChange): Buffer =>
  encodeUserInfo({
    password,
    userStatus: isEnabled === undefined ? undefined : isEnabled ? 'enable' : 'disable',
    userType: isSuper === undefined ? undefined : isSuper ? 'Super' : 'Normal',
    username,
  });

const userIn = ({ username = '', userType, userStatus }: UserInfo): BrokerUser => ({
  username,
  isSuper: userType === 'Super',
  isEnabled: userStatus === 'enable',
});
