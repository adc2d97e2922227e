import type { HeaderFields } from '../../protocol/header-codec.js';
import { Refusal } from './refusal.js';
import type { RequestHandler } from './request-table.js';

/** The same handler; the answers to what it refuses at once, without fields of their own, have these. */
export function refusingWith(fields: HeaderFields, handler: RequestHandler): RequestHandler {
  return (request, peer) => {
    try {
      return handler(request, peer);
    } catch (error) {
      throw error instanceof Refusal ? new Refusal(error.code, error.message, error.fields ?? fields) : error;
    }
  };
}
