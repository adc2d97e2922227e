import { BrokerError } from '../../../src/errors/broker-error.js';

/** The response code that a call was answered with: 0 for a success, undefined when it failed otherwise. */
export const codeOf = (call: PromiseLike<unknown>): Promise<number | undefined> =>
  Promise.resolve(call).then(
    () => 0,
    (error: unknown) => (error instanceof BrokerError ? error.responseCode : undefined),
  );
