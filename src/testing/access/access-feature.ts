import type { BrokerServices } from '../broker/broker-services.js';
import type { Feature } from '../broker/feature.js';
import { hostOf, ipOf } from '../server/host-of.js';
import { createAccounts } from './account.js';
import type { ResolvedAccessControlOptions } from './access-control-options.js';
import { checkByAuth } from './auth-guard.js';
import { checkByPlainAcl } from './plain-guard.js';

/** Refuses the requests that are not signed, or not allowed, before anything else looks at them. */
export function createAccessFeature(
  { identity }: BrokerServices,
  { accounts: given, style }: ResolvedAccessControlOptions,
): Feature {
  const accounts = createAccounts(given);
  return {
    guard: (request, peer) => {
      const ip = ipOf(hostOf(peer.address));
      if (style === '4.9') checkByPlainAcl(accounts, request, ip);
      else checkByAuth(accounts, request, ip, identity.clusterName);
    },
  };
}
