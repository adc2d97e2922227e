import { oneway } from '../broker-call.js';
import { AckBatch, AckMessage, ChangeInvisibleTime } from '../calls/ack-message.js';
import { MessageRequestModes, QueryAssignment, SetMessageRequestMode } from '../calls/assignment.js';
import { Notification, PollingInfo } from '../calls/notification.js';
import { PeekMessage, PopMessage } from '../calls/pop-message.js';

/** POP consumption, 5.0 and newer: 4.9 answers {@link RequestNotSupportedError}. */
export const popCalls = {
  /** Takes messages and hides them for a while. A parked long poll. */
  pop: PopMessage,
  /** What a pop would take, without hiding it. */
  peek: PeekMessage,
  /** Waits until there is something to pop. A parked long poll. */
  waitForMessage: Notification,
  /** One message is done. */
  ack: AckMessage,
  /** One message is done, without an answer. */
  ackOneway: oneway(AckMessage),
  /** Many are done. */
  ackBatch: AckBatch,
  /** Hides a message for another while. */
  changeInvisibleTime: ChangeInvisibleTime,
  /** How many pops the broker holds. */
  pollingInfo: PollingInfo,
  /** Which queues a member is to consume, and how. */
  assignment: QueryAssignment,
  /** Whether a group pulls or pops a topic. */
  setMode: SetMessageRequestMode,
  /** Every mode that was set. */
  modes: MessageRequestModes,
} as const;
