import { RocketMQError, type ErrorDetails } from './rocketmq-error.js';

export interface BrokerErrorDetails extends ErrorDetails {
  /** The `remark` of the answer: the server's own words. */
  readonly remark?: string | undefined;
}

/** Characters of a remark that a message repeats; `remark` has all of them. A peer could send megabytes. */
const maxQuotedRemark = 500;

const quoted = (remark: string): string =>
  remark.length > maxQuotedRemark ? `${remark.slice(0, maxQuotedRemark)}…` : remark;

/** A broker or name server answered, and the answer was no. */
export abstract class BrokerError extends RocketMQError {
  static override readonly className: string = 'BrokerError';
  /** Response code, see wire.md section 4.4 and docs/errors.md. */
  readonly responseCode: number;
  /** Its name in Java's `ResponseCode`, or `UNKNOWN`. */
  readonly responseName: string;
  readonly remark: string | undefined;

  constructor(
    responseCode: number,
    responseName: string,
    retriable: boolean,
    details: BrokerErrorDetails = {},
  ) {
    const { remark, ...context } = details;
    const words = remark === undefined || remark === '' ? '' : `: ${quoted(remark)}`;
    const where = context.address === undefined ? 'The server' : context.address;
    super(`${where} answered ${responseName} (${responseCode})${words}`, retriable, context);
    this.responseCode = responseCode;
    this.responseName = responseName;
    this.remark = remark;
  }
}

/** Flow control or overload: the broker did not take the request. */
export class BrokerBusyError extends BrokerError {
  static override readonly className = 'BrokerBusyError';
  override readonly code = 'ROCKETMQ_BROKER_BUSY';
}

/** The broker cannot serve now: not writable, shutting down, going away. */
export class BrokerUnavailableError extends BrokerError {
  static override readonly className = 'BrokerUnavailableError';
  override readonly code = 'ROCKETMQ_BROKER_UNAVAILABLE';
}

/** A failure inside the server (SYSTEM_ERROR and its like). */
export class BrokerInternalError extends BrokerError {
  static override readonly className = 'BrokerInternalError';
  override readonly code = 'ROCKETMQ_BROKER_INTERNAL';
}

/** The server does not know the request code, or the client's version. */
export class RequestNotSupportedError extends BrokerError {
  static override readonly className = 'RequestNotSupportedError';
  override readonly code = 'ROCKETMQ_REQUEST_NOT_SUPPORTED';
}

/** No permission: topic, group or broker refuses, or authorization does. */
export class AuthorizationError extends BrokerError {
  static override readonly className = 'AuthorizationError';
  override readonly code = 'ROCKETMQ_NOT_AUTHORIZED';
}

/** The credentials are missing, unknown or wrong. */
export class AuthenticationError extends BrokerError {
  static override readonly className = 'AuthenticationError';
  override readonly code = 'ROCKETMQ_NOT_AUTHENTICATED';
}

/** The broker does not have the topic. */
export class BrokerTopicNotFoundError extends BrokerError {
  static override readonly className = 'BrokerTopicNotFoundError';
  override readonly code = 'ROCKETMQ_BROKER_TOPIC_NOT_FOUND';
}

/** The queue does not exist, or its leader is elsewhere. */
export class QueueNotFoundError extends BrokerError {
  static override readonly className = 'QueueNotFoundError';
  override readonly code = 'ROCKETMQ_QUEUE_NOT_FOUND';
}

/** The broker refuses this message: too large, malformed properties, forbidden delay. */
export class MessageRejectedError extends BrokerError {
  static override readonly className = 'MessageRejectedError';
  override readonly code = 'ROCKETMQ_MESSAGE_REJECTED';
}

/** The message is stored, but not as safely as required: a flush or a replica was late. */
export class DurabilityError extends BrokerError {
  static override readonly className = 'DurabilityError';
  override readonly code = 'ROCKETMQ_DURABILITY';
}

/** What was asked for (offset, message, value) does not exist. */
export class NotFoundError extends BrokerError {
  static override readonly className = 'NotFoundError';
  override readonly code = 'ROCKETMQ_NOT_FOUND';
}

/** An offset is out of range or was moved by the broker. */
export class OffsetError extends BrokerError {
  static override readonly className = 'OffsetError';
  override readonly code = 'ROCKETMQ_OFFSET';
}

/** The subscription of the group is unknown to the broker, out of date, or does not parse. */
export class SubscriptionError extends BrokerError {
  static override readonly className = 'SubscriptionError';
  override readonly code = 'ROCKETMQ_SUBSCRIPTION';
}

/** The consumer group does not exist, is not online, or is not allowed to do this. */
export class GroupError extends BrokerError {
  static override readonly className = 'GroupError';
  override readonly code = 'ROCKETMQ_GROUP';
}

/** A parameter of the request is not allowed. */
export class InvalidRequestError extends BrokerError {
  static override readonly className = 'InvalidRequestError';
  override readonly code = 'ROCKETMQ_INVALID_REQUEST';
}

/** A code without a class of its own; `responseCode` and `responseName` tell which. */
export class UnexpectedResponseError extends BrokerError {
  static override readonly className = 'UnexpectedResponseError';
  override readonly code = 'ROCKETMQ_UNEXPECTED_RESPONSE';
}
