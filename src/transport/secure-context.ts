import { createSecureContext, type SecureContext } from 'node:tls';
import { InvalidArgumentError } from '../errors/usage-error.js';
import { failureReason } from './failure-reason.js';
import type { NodePem } from './pem.js';

export interface SecureContextParts {
  readonly ca: NodePem | undefined;
  readonly cert: NodePem | undefined;
  readonly key: NodePem | undefined;
  readonly passphrase: string | undefined;
}

/**
 * Certificates and key, read once: a mistake shows when the options are given, and no dial has to parse them again.
 *
 * @throws {InvalidArgumentError} when they cannot be read, or do not belong together
 */
export function readSecureContext(
  { ca, cert, key, passphrase }: SecureContextParts,
  path: string,
): SecureContext {
  try {
    return createSecureContext({
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(passphrase === undefined ? {} : { passphrase }),
    });
  } catch (cause) {
    const reason = failureReason(cause as Error);
    throw new InvalidArgumentError(path, `certificates and a key that can be read (${reason})`, { cause });
  }
}
