import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inSequence } from './sequence.js';

const run = promisify(execFile);

/** PEM files of a certificate authority and of what it signed. Keys are PKCS#8, as the Java side wants them. */
export interface Certificates {
  readonly ca: string;
  readonly serverKey: string;
  readonly serverCertificate: string;
  readonly clientKey: string;
  readonly clientCertificate: string;
}

const rsa = ['-newkey', 'rsa:2048', '-nodes'];
const days = '3650';

/** Valid for `localhost` and `127.0.0.1`. */
const alternativeNames = 'subjectAltName=DNS:localhost,IP:127.0.0.1\n';

async function openssl(folder: string, ...args: readonly string[]): Promise<void> {
  try {
    await run('openssl', [...args], { cwd: folder });
  } catch (error) {
    throw new Error(`Certificates cannot be made: openssl ${args[0] ?? ''} failed or is missing`, {
      cause: error,
    });
  }
}

async function issue(folder: string, name: string): Promise<void> {
  const [raw, request, key, certificate] = [`${name}.raw`, `${name}.csr`, `${name}.key`, `${name}.pem`];
  const ca = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'];
  await openssl(folder, 'req', ...rsa, '-keyout', raw, '-out', request, '-subj', `/CN=${name}`);
  await openssl(folder, 'pkcs8', '-topk8', '-nocrypt', '-in', raw, '-out', key);
  await openssl(
    folder,
    'x509',
    '-req',
    '-in',
    request,
    ...ca,
    '-days',
    days,
    '-extfile',
    'names',
    '-out',
    certificate,
  );
}

/** Makes an authority, a server certificate and a client certificate in `folder`, with the `openssl` command. */
export async function makeCertificates(folder: string): Promise<Certificates> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'names'), alternativeNames);
  await openssl(
    folder,
    'req',
    '-x509',
    ...rsa,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    days,
    '-subj',
    '/CN=test-ca',
  );
  await inSequence(['server', 'client'], (name) => issue(folder, name));
  return {
    ca: join(folder, 'ca.pem'),
    serverKey: join(folder, 'server.key'),
    serverCertificate: join(folder, 'server.pem'),
    clientKey: join(folder, 'client.key'),
    clientCertificate: join(folder, 'client.pem'),
  };
}
