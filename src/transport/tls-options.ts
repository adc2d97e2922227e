import { isIP } from 'node:net';
import type { PeerCertificate } from 'node:tls';
import { InvalidArgumentError } from '../errors/usage-error.js';
import { boolean, callable, type Check, maybe, option, resolveOptions, text } from '../internal/options.js';
import { pem, type Pem } from './pem.js';
import type { SecureContextParts } from './secure-context.js';

/** Says why the certificate of `host` is not accepted, or undefined when it is. */
export type CheckServerIdentity = (host: string, certificate: PeerCertificate) => Error | undefined;

/** How servers prove who they are, and how this client does. Everything is optional. */
export interface TlsOptions {
  /** Authorities that may have signed the servers' certificates. Default: those that Node trusts. */
  readonly ca?: Pem;
  /** Certificate chain of this client, for servers that ask for one. Needs `key`. */
  readonly cert?: Pem;
  /** Private key of `cert`. */
  readonly key?: Pem;
  /** Of `key`, when that is encrypted. */
  readonly passphrase?: string;
  /**
   * Name to ask for (SNI) and to find in the certificate, instead of the host that is dialled. Not an IP address: TLS has no
   * such names. Brokers are usually dialled by IP: set this to the name in their certificate, or use `checkServerIdentity`.
   */
  readonly servername?: string;
  /**
   * Decides about a certificate with a valid chain. Default: it must be made out to the host or `servername`. The Java client
   * never looks; `() => undefined` does the same, which is safe only with a private `ca`.
   */
  readonly checkServerIdentity?: CheckServerIdentity;
  /**
   * Accepts any certificate from anybody. Default false. Only for trying things out, as against the self-signed certificate
   * that brokers make when none is configured: whoever is in between can read and change everything.
   */
  readonly insecureSkipVerify?: boolean;
}

export interface ResolvedTlsOptions extends SecureContextParts {
  readonly servername: string | undefined;
  readonly checkServerIdentity: CheckServerIdentity | undefined;
  readonly insecureSkipVerify: boolean;
}

const serverName: Check<string> = (value, path) => {
  const name = text(value, path);
  if (isIP(name) !== 0) throw new InvalidArgumentError(path, 'a host name, not an IP address');
  return name;
};

/**
 * Options with defaults filled in, checked and frozen.
 *
 * @throws {InvalidArgumentError}
 */
export function resolveTlsOptions(options: TlsOptions = {}, path = 'tls'): ResolvedTlsOptions {
  const resolved = resolveOptions<ResolvedTlsOptions>(path, options, {
    ca: maybe(pem),
    cert: maybe(pem),
    key: maybe(pem),
    passphrase: maybe(text),
    servername: maybe(serverName),
    checkServerIdentity: maybe(callable<CheckServerIdentity>()),
    insecureSkipVerify: option(boolean, false),
  });
  if ((resolved.cert === undefined) !== (resolved.key === undefined))
    throw new InvalidArgumentError(path, 'given cert and key together, or neither');
  return resolved;
}
