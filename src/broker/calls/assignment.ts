import { bodyCall, commandCall, plainQuery, type PlainCall } from '../../naming/server-call.js';
import {
  decodeMessageRequestModes,
  encodeMessageRequestMode,
  type MessageRequestModeSetting,
} from '../../protocol/bodies/message-request-mode.js';
import {
  decodeAssignments,
  encodeQueryAssignmentRequest,
  type MessageQueueAssignment,
  type QueryAssignmentRequest,
} from '../../protocol/bodies/query-assignment.js';
import { EmptyHeader } from '../../protocol/headers/empty-header.js';
import { createRequest } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import type { BrokerCall } from '../broker-call.js';

/**
 * QUERY_ASSIGNMENT (400), 5.0 and newer: the broker shares out the queues of a topic. Undefined when it cannot tell, then
 * what was assigned before stays; an empty list takes everything away.
 */
export const QueryAssignment: BrokerCall<QueryAssignmentRequest, MessageQueueAssignment[] | undefined> =
  bodyCall(
    (request) =>
      createRequest(RequestCode.QUERY_ASSIGNMENT, EmptyHeader, {}, encodeQueryAssignmentRequest(request)),
    (body) => (body.length === 0 ? undefined : decodeAssignments(body)),
  );

/** SET_MESSAGE_REQUEST_MODE (401), 5.0 and newer: whether a group pulls or pops a topic. */
export const SetMessageRequestMode: BrokerCall<MessageRequestModeSetting, void> = commandCall((setting) =>
  createRequest(RequestCode.SET_MESSAGE_REQUEST_MODE, EmptyHeader, {}, encodeMessageRequestMode(setting)),
);

/** GET_ALL_MESSAGE_REQUEST_MODE (402), 5.0 and newer: every mode that was set. */
export const MessageRequestModes: PlainCall<MessageRequestModeSetting[]> = plainQuery(
  RequestCode.GET_ALL_MESSAGE_REQUEST_MODE,
  decodeMessageRequestModes,
);
