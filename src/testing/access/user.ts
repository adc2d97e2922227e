import type { UserInfo } from '../../protocol/bodies/user-info.js';
import type { RemotingCommand } from '../../protocol/remoting-command.js';
import { isSignedWith } from './is-signed-with.js';

const isWord = (text: string | undefined, word: string): boolean => text?.toLowerCase() === word;

/** A user of a broker of 5.3. Keeps its password to itself. */
export class User {
  readonly username: string;
  /** May do everything. */
  readonly isSuper: boolean;
  readonly isEnabled: boolean;
  readonly #password: string;

  /** Words that are not known are passed over: it becomes a normal user, who may log in. */
  constructor({ username = '', password = '', userType, userStatus }: UserInfo) {
    this.username = username;
    this.isSuper = isWord(userType, 'super');
    this.isEnabled = !isWord(userStatus, 'disable');
    this.#password = password;
  }

  /** The same user, with what is said otherwise. */
  changed({ password = '', userType, userStatus }: UserInfo): User {
    const { userType: oldType, userStatus: oldStatus, ...old } = this.toInfo();
    return new User({
      ...old,
      password: password.trim() === '' ? this.#password : password,
      userType: isWord(userType, 'super') || isWord(userType, 'normal') ? userType : oldType,
      userStatus: isWord(userStatus, 'enable') || isWord(userStatus, 'disable') ? userStatus : oldStatus,
    });
  }

  hasSigned(request: RemotingCommand, isSigned: (field: string) => boolean): boolean {
    return isSignedWith(this.#password, request, isSigned);
  }

  /** As brokers tell it: with its password. */
  toInfo(): UserInfo {
    return {
      password: this.#password,
      userStatus: this.isEnabled ? 'enable' : 'disable',
      userType: this.isSuper ? 'Super' : 'Normal',
      username: this.username,
    };
  }
}
