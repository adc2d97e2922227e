import type { BrokerServices } from '../broker/broker-services.js';
import type { Feature } from '../broker/feature.js';
import { hostOf, ipOf } from '../server/host-of.js';
import type { ResolvedAccessControlOptions } from './access-control-options.js';
import { AccessStores } from './access-store.js';
import { createAccounts } from './account.js';
import { checkByAuth } from './auth-guard.js';
import { checkByPlainAcl } from './plain-guard.js';
import { createPolicyRequests } from './policy-requests.js';
import { takeOverAccounts } from './take-over-accounts.js';
import { createUserRequests } from './user-requests.js';

/**
 * Refuses the requests that are not signed, or not allowed, before anything else looks at them, and answers those about users
 * and what they may do.
 *
 * @param options - undefined: everybody may everything
 */
export function createAccessFeature(
  { identity, state }: BrokerServices,
  options: ResolvedAccessControlOptions | undefined,
): Feature {
  if (options?.style !== '5.x') {
    const requests = { ...createUserRequests(undefined), ...createPolicyRequests(undefined) };
    if (options === undefined) return { requests };
    const accounts = createAccounts(options.accounts);
    return {
      requests,
      guard: (request, { address }) => checkByPlainAcl(accounts, request, ipOf(hostOf(address))),
    };
  }
  const store = state.of(AccessStores).of(identity.brokerId, () => takeOverAccounts(options.accounts));
  return {
    requests: { ...createUserRequests(store), ...createPolicyRequests(store) },
    guard: (request, { address }) => checkByAuth(store, request, ipOf(hostOf(address)), identity.clusterName),
  };
}
