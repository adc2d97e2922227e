import { bodyCall, refusal } from '../../naming/server-call.js';
import { QueryMessageRequestHeader } from '../../protocol/headers/query-message.js';
import { ViewMessageRequestHeader } from '../../protocol/headers/view-message.js';
import { createRequest } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import { ResponseCode } from '../../protocol/response-code.js';
import type { BrokerCall } from '../broker-call.js';

/** VIEW_MESSAGE_BY_ID (33), to the broker that stored it: one stored record, not decoded. Errs when there is none (1). */
export const ViewMessage: BrokerCall<
  {
    /** Place in the commit log, in bytes; in the offset message id. */
    readonly commitLogOffset: number;
    readonly topic?: string | undefined;
  },
  Buffer
> = bodyCall(
  ({ commitLogOffset, topic }) =>
    createRequest(RequestCode.VIEW_MESSAGE_BY_ID, ViewMessageRequestHeader, {
      offset: commitLogOffset,
      topic,
    }),
  (body) => body,
);

export interface MessageQuery {
  readonly topic: string;
  /** One of the keys of a message, or its unique id. */
  readonly key: string;
  /** `key` is a unique id: the broker takes a limit of its own (32) for `maxMessages`. */
  readonly isUniqueId: boolean;
  readonly maxMessages: number;
  /** Stored at that time or later, by the broker's clock; ms since the epoch. */
  readonly from: number;
  /** Stored at that time or earlier; undefined: no end. */
  readonly to: number | undefined;
}

/** Java's largest long: without an end. */
const forEver = '9223372036854775807';

/**
 * QUERY_MESSAGE (12): stored records back to back, not decoded; none when nothing was found. The index of a broker holds
 * hashes of keys: others than asked for may be among them.
 */
export const QueryMessage: BrokerCall<MessageQuery, Buffer> = {
  encode: ({ topic, key, isUniqueId, maxMessages, from, to }) =>
    createRequest(RequestCode.QUERY_MESSAGE, QueryMessageRequestHeader, {
      topic,
      key,
      maxNum: maxMessages,
      beginTimestamp: from,
      endTimestamp: to === undefined ? forEver : String(to),
      uniqueKeyQuery: isUniqueId,
    }),
  decode: (answer, context) => {
    const isEmpty = answer.code === ResponseCode.QUERY_NOT_FOUND;
    if (answer.code !== ResponseCode.SUCCESS && !isEmpty) throw refusal(answer, context);
    return isEmpty ? Buffer.alloc(0) : (answer.body ?? Buffer.alloc(0));
  },
};
