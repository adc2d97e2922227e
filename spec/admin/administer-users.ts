import type { BrokerOptions } from '../../src/testing/broker-options.js';
import { administer } from './administer.js';

/** A cluster that checks signatures, administered by a super user. */
export function administerUsers(options: BrokerOptions = {}) {
  const credentials = { accessKey: 'admin', secretKey: 'secret-of-admin' };
  return administer(
    { accessControl: { accounts: [{ ...credentials, admin: true }] }, ...options },
    { credentials },
  );
}
