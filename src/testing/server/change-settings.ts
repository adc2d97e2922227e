import { decodeConfigText } from '../../protocol/config-text.js';
import type { RemotingCommand } from '../../protocol/remoting-command.js';
import { ResponseCode } from '../../protocol/response-code.js';
import type { LiveSettings } from './live-settings.js';
import { Refusal } from './refusal.js';

/**
 * Carries out a request to change settings.
 *
 * @param locked - what the real server lets nobody change from outside
 * @returns the names that were given
 */
export function changeSettings(
  { body }: RemotingCommand,
  settings: LiveSettings,
  locked: readonly string[],
): readonly string[] {
  if (body === undefined) return [];
  const changes = decodeConfigText(body);
  if (locked.some((name) => name in changes))
    throw new Refusal(ResponseCode.NO_PERMISSION, 'Can not update config in black list.');
  settings.update(changes);
  return Object.keys(changes);
}
