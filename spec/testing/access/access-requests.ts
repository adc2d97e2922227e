import { isObservable } from 'rxjs';
import { EmptyHeader } from '../../../src/protocol/headers/empty-header.js';
import { createRequest } from '../../../src/protocol/remoting-command.js';
import { ResponseCode } from '../../../src/protocol/response-code.js';
import { resolveAccessControlOptions } from '../../../src/testing/access/access-control-options.js';
import type { AccessStore } from '../../../src/testing/access/access-store.js';
import { createPolicyRequests } from '../../../src/testing/access/policy-requests.js';
import { takeOverAccounts } from '../../../src/testing/access/take-over-accounts.js';
import { createUserRequests } from '../../../src/testing/access/user-requests.js';
import { Refusal } from '../../../src/testing/server/refusal.js';
import { somePeer } from '../support/ask.js';

/** Code, remark and body of what is answered to requests about the users of a store. */
export function asked(store: AccessStore | undefined) {
  const requests = { ...createUserRequests(store), ...createPolicyRequests(store) };
  return (code: number, fields: Readonly<Record<string, string>>, body?: object) => {
    const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const request = createRequest(code, EmptyHeader, {}, bytes).withExtFields(fields);
    try {
      const answer = requests[code]?.(request, somePeer);
      if (answer === undefined || isObservable(answer)) throw new Error(`${code} is not answered at once`);
      return { code: answer.code, remark: answer.remark, body: (answer.body ?? '').toString() };
    } catch (error) {
      const refused = error instanceof Refusal ? error.code : ResponseCode.SYSTEM_ERROR;
      return { code: refused, remark: (error as Error).message, body: '' };
    }
  };
}

/** A store with the super user `admin`. */
export function accessRequests() {
  const { accounts } = resolveAccessControlOptions({
    accounts: [{ accessKey: 'admin', secretKey: 'hidden-secret', admin: true }],
  });
  const store = takeOverAccounts(accounts);
  return { store, ask: asked(store) };
}
