import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import { makeCertificates, type Certificates } from './certificates.js';
import { toPropertiesText, type Properties } from './properties.js';

export interface TlsSettings {
  /** `permissive`: plain and TLS on the same port; `enforcing`: a plain connection is closed at its first request. */
  readonly mode: 'permissive' | 'enforcing' | 'disabled';
  /**
   * Whether servers use certificates of an authority made for this cluster (needs `openssl`), or the self-signed one
   * that Java makes at each start. Default true.
   */
  readonly certificates?: boolean;
  /** Whether clients must show a certificate of that authority. Default `none`. */
  readonly clientCertificate?: 'none' | 'optional' | 'require';
}

/** What the choice of TLS means for those who take part. */
export interface TlsSetup {
  readonly certificates?: Certificates;
  /** For servers, and for Java programs that talk to them. */
  readonly jvmArgs: readonly string[];
  /** For Node; undefined when plain connections are served. */
  readonly connection?: ConnectionOptions;
}

/** `tls.*` for both sides: a broker is a client of its name servers. */
export function tlsProperties(
  files: Certificates,
  clientCertificate: TlsSettings['clientCertificate'] = 'none',
): Properties {
  return {
    'tls.test.mode.enable': false,
    'tls.server.need.client.auth': clientCertificate,
    'tls.server.keyPath': files.serverKey,
    'tls.server.certPath': files.serverCertificate,
    // Without it any client certificate is good enough.
    'tls.server.authClient': clientCertificate !== 'none',
    'tls.server.trustCertPath': files.ca,
    'tls.client.keyPath': files.clientKey,
    'tls.client.certPath': files.clientCertificate,
    'tls.client.authServer': true,
    'tls.client.trustCertPath': files.ca,
  };
}

async function connectionOptions(files: Certificates | undefined): Promise<ConnectionOptions> {
  if (files === undefined) return { rejectUnauthorized: false };
  const [ca, key, cert] = await Promise.all([
    readFile(files.ca),
    readFile(files.clientKey),
    readFile(files.clientCertificate),
  ]);
  return { ca, key, cert };
}

/** Makes what the settings ask for below `runFolder`. */
export async function prepareTls(settings: TlsSettings | undefined, runFolder: string): Promise<TlsSetup> {
  if (settings === undefined) return { jvmArgs: [] };
  const folder = join(runFolder, 'tls');
  const jvmArgs = [`-Dtls.server.mode=${settings.mode}`];
  const wantsCertificates = settings.mode !== 'disabled' && settings.certificates !== false;
  const certificates = wantsCertificates ? await makeCertificates(folder) : undefined;
  if (certificates !== undefined) {
    const file = join(folder, 'tls.properties');
    await writeFile(file, toPropertiesText(tlsProperties(certificates, settings.clientCertificate)));
    jvmArgs.push(`-Dtls.config.file=${file}`);
  }
  if (settings.mode !== 'enforcing') return { ...(certificates && { certificates }), jvmArgs };
  // Brokers of 5.5 do not choose TLS towards their name servers by themselves.
  jvmArgs.push('-Dtls.enable=true');
  const connection = await connectionOptions(certificates);
  return { ...(certificates && { certificates }), jvmArgs, connection };
}
