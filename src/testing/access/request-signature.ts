import { createHmac } from 'node:crypto';
import type { RemotingCommand } from '../../protocol/remoting-command.js';

/**
 * The signature that a request should have (wire.md section 10): HMAC-SHA1 of the values of its fields, in the order of their
 * keys, and its body.
 *
 * @param isSigned - whether the field of this name is part of it; `Signature` never is
 */
export function signatureOf(
  { extFields = {}, body }: RemotingCommand,
  secretKey: string,
  isSigned: (field: string) => boolean,
): string {
  const hmac = createHmac('sha1', secretKey);
  for (const field of Object.keys(extFields).toSorted())
    if (field !== 'Signature' && isSigned(field)) hmac.update(extFields[field] as string);
  if (body !== undefined) hmac.update(body);
  return hmac.digest('base64');
}
