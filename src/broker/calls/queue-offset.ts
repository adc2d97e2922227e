import type { MessageQueue } from '../../message/message-queue.js';
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
import { type BrokerCall, expectSuccess } from '../broker-call.js';

/** GET_MAX_OFFSET (30): the offset that the next stored message will get. */
export const MaxOffset: BrokerCall<MessageQueue, number> = {
  encode: ({ topic, queueId, brokerName }) =>
    createRequest(RequestCode.GET_MAX_OFFSET, GetMaxOffsetRequestHeader, {
      topic,
      queueId,
      bname: brokerName,
    }),
  decode: (answer, context) => {
    expectSuccess(answer, context);
    return GetMaxOffsetResponseHeader.read(answer).offset;
  },
};

/** GET_MIN_OFFSET (31): the oldest offset that is still stored. */
export const MinOffset: BrokerCall<MessageQueue, number> = {
  encode: ({ topic, queueId, brokerName }) =>
    createRequest(RequestCode.GET_MIN_OFFSET, GetMinOffsetRequestHeader, {
      topic,
      queueId,
      bname: brokerName,
    }),
  decode: (answer, context) => {
    expectSuccess(answer, context);
    return GetMinOffsetResponseHeader.read(answer).offset;
  },
};

/** SEARCH_OFFSET_BY_TIMESTAMP (29): the first message stored at or after the time. */
export const SearchOffset: BrokerCall<MessageQueue & { readonly timestamp: number }, number> = {
  encode: ({ topic, queueId, brokerName, timestamp }) =>
    createRequest(RequestCode.SEARCH_OFFSET_BY_TIMESTAMP, SearchOffsetRequestHeader, {
      topic,
      queueId,
      timestamp,
      bname: brokerName,
    }),
  decode: (answer, context) => {
    expectSuccess(answer, context);
    return SearchOffsetResponseHeader.read(answer).offset;
  },
};
