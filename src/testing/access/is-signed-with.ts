import { timingSafeEqual } from 'node:crypto';
import type { RemotingCommand } from '../../protocol/remoting-command.js';
import { signatureOf } from '../../protocol/request-signature.js';

/** Whether the signature of a request is the one that a secret gives. */
export function isSignedWith(
  secret: string,
  request: RemotingCommand,
  isSigned: (field: string) => boolean,
): boolean {
  const given = Buffer.from(request.extFields?.['Signature'] ?? '');
  const due = Buffer.from(signatureOf(request, secret, isSigned));
  return given.length === due.length && timingSafeEqual(given, due);
}
