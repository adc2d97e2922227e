import type { Credentials } from '../../../src/broker/handlers/credentials.js';
import { createSigningHandler } from '../../../src/broker/handlers/signing-handler.js';
import { embedded } from './embedded.js';

/** The same with a broker that checks signatures, as a super user. */
export async function signedEmbedded() {
  const admin: Credentials = { accessKey: 'admin', secretKey: 'secret-of-admin' };
  let credentials = admin;
  const stage = await embedded({ accessControl: { accounts: [{ ...admin, admin: true }] } }, [
    createSigningHandler(() => credentials),
  ]);
  return Object.assign(stage, {
    admin,
    /** From now on requests are signed as this. */
    as: (user: Credentials): void => {
      credentials = user;
    },
  });
}
