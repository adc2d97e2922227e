import { BrokerError } from '../errors/broker-error.js';
import { ResponseCode } from '../protocol/response-code.js';

/** The broker has no member of the group (206), which is not an error of a command. */
export function isNotOnline(error: unknown): boolean {
  return error instanceof BrokerError && error.responseCode === ResponseCode.CONSUMER_NOT_ONLINE;
}
