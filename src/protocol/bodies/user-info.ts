import { BodyReader } from '../body-reader.js';

/**
 * A user of a broker: the body of 3001 and 3002, the answer of 3004, and, as a list, of 3005 (wire.md section 5.11).
 *
 * ```
 * {"password":"p","userStatus":"enable","userType":"Normal","username":"u"}
 * ```
 *
 * Brokers answer with the password as it is. What they cannot read of the other words they ignore.
 *
 * Java `remoting/…/protocol/body/UserInfo`.
 */
export interface UserInfo {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** `Super` or `Normal`. */
  readonly userType?: string | undefined;
  /** `enable` or `disable`. */
  readonly userStatus?: string | undefined;
}

/** @throws {DecodeError} */
export function decodeUserInfo(body: Uint8Array): UserInfo {
  return readUserInfo(BodyReader.parse('UserInfo', body));
}

/** @throws {DecodeError} */
export function decodeUserInfos(body: Uint8Array): UserInfo[] {
  return BodyReader.parseArray('UserInfo', body).map(readUserInfo);
}

/** Of one user, or of many. */
export function encodeUserInfo(users: UserInfo | readonly UserInfo[]): Buffer {
  return Buffer.from(JSON.stringify(users));
}

function readUserInfo(user: BodyReader): UserInfo {
  return {
    password: user.optionalText('password'),
    userStatus: user.optionalText('userStatus'),
    userType: user.optionalText('userType'),
    username: user.optionalText('username'),
  };
}
