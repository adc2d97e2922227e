import type { MessageQueue } from '../../message/message-queue.js';
import type { HeaderCodec } from '../../protocol/header-codec.js';
import {
  GetEarliestMsgStoretimeRequestHeader,
  GetEarliestMsgStoretimeResponseHeader,
} from '../../protocol/headers/get-earliest-msg-storetime.js';
import {
  GetMaxOffsetRequestHeader,
  GetMaxOffsetResponseHeader,
} from '../../protocol/headers/get-max-offset.js';
import {
  GetMinOffsetRequestHeader,
  GetMinOffsetResponseHeader,
} from '../../protocol/headers/get-min-offset.js';
import {
  SearchOffsetRequestHeader,
  SearchOffsetResponseHeader,
} from '../../protocol/headers/search-offset.js';
import { createRequest } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import { expectSuccess, headerCall } from '../../naming/server-call.js';
import type { BrokerCall } from '../broker-call.js';

interface QueueFields {
  readonly topic: string;
  readonly queueId: number;
  readonly bname?: string | undefined;
}

/** A call that names a queue (and more) and is answered with one of its offsets. */
function offsetCall<Queue extends MessageQueue, Header extends QueueFields>(
  code: RequestCode,
  request: HeaderCodec<Header>,
  response: HeaderCodec<{ readonly offset: number }>,
  headerOf: (fields: QueueFields, queue: Queue) => NoInfer<Header>,
): BrokerCall<Queue, number> {
  return {
    encode: (queue) => {
      const { topic, queueId, brokerName } = queue;
      return createRequest(code, request, headerOf({ topic, queueId, bname: brokerName }, queue));
    },
    decode: (answer, context) => {
      expectSuccess(answer, context);
      return response.read(answer).offset;
    },
  };
}

/** GET_MAX_OFFSET (30): the offset that the next stored message will get. */
export const MaxOffset: BrokerCall<MessageQueue, number> = offsetCall(
  RequestCode.GET_MAX_OFFSET,
  GetMaxOffsetRequestHeader,
  GetMaxOffsetResponseHeader,
  (fields) => fields,
);

/** GET_MIN_OFFSET (31): the oldest offset that is still stored. */
export const MinOffset: BrokerCall<MessageQueue, number> = offsetCall(
  RequestCode.GET_MIN_OFFSET,
  GetMinOffsetRequestHeader,
  GetMinOffsetResponseHeader,
  (fields) => fields,
);

/** SEARCH_OFFSET_BY_TIMESTAMP (29): the first message stored at or after the time. */
export const SearchOffset: BrokerCall<MessageQueue & { readonly timestamp: number }, number> = offsetCall(
  RequestCode.SEARCH_OFFSET_BY_TIMESTAMP,
  SearchOffsetRequestHeader,
  SearchOffsetResponseHeader,
  (fields, { timestamp }) => ({ ...fields, timestamp }),
);

/**
 * GET_EARLIEST_MSG_STORETIME (32): when the oldest message of the queue was stored, ms since the epoch; undefined without
 * any.
 */
export const EarliestStoreTime: BrokerCall<MessageQueue, number | undefined> = headerCall(
  ({ topic, queueId, brokerName }) =>
    createRequest(RequestCode.GET_EARLIEST_MSG_STORETIME, GetEarliestMsgStoretimeRequestHeader, {
      topic,
      queueId,
      bname: brokerName,
    }),
  GetEarliestMsgStoretimeResponseHeader,
  ({ timestamp }) => (timestamp < 0 ? undefined : timestamp),
);
