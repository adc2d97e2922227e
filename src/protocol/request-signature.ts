import { createHmac } from 'node:crypto';
import type { RemotingCommand } from './remoting-command.js';

/** Never part of what it signs. */
const signatureField = 'Signature';

/**
 * The signature that a request should have (wire.md section 10, Java `AclUtils`): HMAC-SHA1 of the values of its fields, in the
 * order of their keys by UTF-16 unit, and its body; in base64.
 *
 * @param isSigned - whether the field of this name is part of it. Default: every field
 */
export function signatureOf(
  { extFields = {}, body }: RemotingCommand,
  secretKey: string,
  isSigned: (field: string) => boolean = () => true,
): string {
  const hmac = createHmac('sha1', secretKey);
  for (const field of Object.keys(extFields).toSorted())
    if (field !== signatureField && isSigned(field)) hmac.update(extFields[field] as string);
  if (body !== undefined) hmac.update(body);
  return hmac.digest('base64');
}
