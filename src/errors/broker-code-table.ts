import {
  AuthenticationError,
  AuthorizationError,
  BrokerBusyError,
  type BrokerError,
  type BrokerErrorDetails,
  BrokerInternalError,
  BrokerTopicNotFoundError,
  BrokerUnavailableError,
  DurabilityError,
  GroupError,
  InvalidRequestError,
  MessageRejectedError,
  NotFoundError,
  OffsetError,
  QueueNotFoundError,
  RequestNotSupportedError,
  SubscriptionError,
  UnexpectedResponseError,
} from './broker-error.js';

/** What the client does about an answer besides telling the caller. */
export type Consequence = 'none' | 'refresh-route' | 'switch-broker' | 'heartbeat' | 'reconnect';

type BrokerErrorClass = new (
  code: number,
  name: string,
  retriable: boolean,
  details?: BrokerErrorDetails,
) => BrokerError;

export interface BrokerCodeEntry {
  readonly code: number;
  /** As in Java's `ResponseCode`. */
  readonly name: string;
  readonly errorClass: BrokerErrorClass;
  readonly retriable: boolean;
  readonly consequence: Consequence;
}

const entry = (
  code: number,
  name: string,
  errorClass: BrokerErrorClass,
  retriable: boolean,
  consequence: Consequence = 'none',
): BrokerCodeEntry => ({ code, name, errorClass, retriable, consequence });

/**
 * Every answer that can mean failure, with its class and what follows from it. Retry policies read this table, never
 * a remark. The rows 10 to 12 are successes of a send unless the sender requires more. Codes and names: wire.md
 * section 4.4 (Java `ResponseCode`, `RemotingSysResponseCode`); `retriable` for sends follows
 * `DefaultMQProducer#retryResponseCodes` of 5.3 (1, 2, 14, 16, 17, 204, 205, 1500).
 */
export const BrokerCodeTable: readonly BrokerCodeEntry[] = [
  entry(1, 'SYSTEM_ERROR', BrokerInternalError, true, 'switch-broker'),
  entry(2, 'SYSTEM_BUSY', BrokerBusyError, true, 'switch-broker'),
  entry(3, 'REQUEST_CODE_NOT_SUPPORTED', RequestNotSupportedError, false),
  entry(4, 'TRANSACTION_FAILED', BrokerInternalError, false),
  entry(10, 'FLUSH_DISK_TIMEOUT', DurabilityError, true),
  entry(11, 'SLAVE_NOT_AVAILABLE', DurabilityError, true),
  entry(12, 'FLUSH_SLAVE_TIMEOUT', DurabilityError, true),
  entry(13, 'MESSAGE_ILLEGAL', MessageRejectedError, false),
  entry(14, 'SERVICE_NOT_AVAILABLE', BrokerUnavailableError, true, 'switch-broker'),
  entry(15, 'VERSION_NOT_SUPPORTED', RequestNotSupportedError, false),
  entry(16, 'NO_PERMISSION', AuthorizationError, true, 'refresh-route'),
  entry(17, 'TOPIC_NOT_EXIST', BrokerTopicNotFoundError, true, 'refresh-route'),
  entry(18, 'TOPIC_EXIST_ALREADY', InvalidRequestError, false),
  entry(19, 'PULL_NOT_FOUND', NotFoundError, true),
  entry(20, 'PULL_RETRY_IMMEDIATELY', NotFoundError, true),
  entry(21, 'PULL_OFFSET_MOVED', OffsetError, true),
  entry(22, 'QUERY_NOT_FOUND', NotFoundError, false),
  entry(23, 'SUBSCRIPTION_PARSE_FAILED', SubscriptionError, false),
  entry(24, 'SUBSCRIPTION_NOT_EXIST', SubscriptionError, true, 'heartbeat'),
  entry(25, 'SUBSCRIPTION_NOT_LATEST', SubscriptionError, true, 'heartbeat'),
  entry(26, 'SUBSCRIPTION_GROUP_NOT_EXIST', GroupError, true, 'heartbeat'),
  entry(27, 'FILTER_DATA_NOT_EXIST', SubscriptionError, true, 'heartbeat'),
  entry(28, 'FILTER_DATA_NOT_LATEST', SubscriptionError, true, 'heartbeat'),
  entry(29, 'INVALID_PARAMETER', InvalidRequestError, false, 'refresh-route'),
  entry(200, 'TRANSACTION_SHOULD_COMMIT', UnexpectedResponseError, false),
  entry(201, 'TRANSACTION_SHOULD_ROLLBACK', UnexpectedResponseError, false),
  entry(202, 'TRANSACTION_STATE_UNKNOW', UnexpectedResponseError, false),
  entry(203, 'TRANSACTION_STATE_GROUP_WRONG', GroupError, false),
  entry(204, 'NO_BUYER_ID', UnexpectedResponseError, true, 'switch-broker'),
  entry(205, 'NOT_IN_CURRENT_UNIT', UnexpectedResponseError, true, 'switch-broker'),
  entry(206, 'CONSUMER_NOT_ONLINE', GroupError, true),
  entry(207, 'CONSUME_MSG_TIMEOUT', BrokerBusyError, true),
  entry(208, 'NO_MESSAGE', NotFoundError, false),
  entry(209, 'POLLING_FULL', BrokerBusyError, true),
  entry(210, 'POLLING_TIMEOUT', NotFoundError, true),
  entry(211, 'BROKER_NOT_EXIST', NotFoundError, true, 'refresh-route'),
  entry(212, 'BROKER_DISPATCH_NOT_COMPLETE', BrokerUnavailableError, true),
  entry(213, 'BROADCAST_CONSUMPTION', GroupError, false),
  entry(215, 'FLOW_CONTROL', BrokerBusyError, true),
  entry(501, 'NOT_LEADER_FOR_QUEUE', QueueNotFoundError, true, 'refresh-route'),
  entry(604, 'ILLEGAL_OPERATION', InvalidRequestError, false),
  entry(1500, 'GO_AWAY', BrokerUnavailableError, true, 'reconnect'),
  entry(2017, 'LMQ_QUOTA_EXCEEDED', InvalidRequestError, false),
  entry(2018, 'LITE_SUBSCRIPTION_QUOTA_EXCEEDED', InvalidRequestError, false),
  entry(3001, 'USER_NOT_EXIST', NotFoundError, false),
  entry(3002, 'POLICY_NOT_EXIST', NotFoundError, false),
  entry(-1000, 'RPC_UNKNOWN', BrokerInternalError, true),
  entry(-1002, 'RPC_ADDR_IS_NULL', BrokerInternalError, true),
  entry(-1004, 'RPC_SEND_TO_CHANNEL_FAILED', BrokerInternalError, true),
  entry(-1006, 'RPC_TIME_OUT', BrokerInternalError, true),
];

const byCode = new Map(BrokerCodeTable.map((row) => [row.code, row]));

/** The row of a response code; codes the table does not know are final and without consequence. */
export function brokerCodeEntry(code: number): BrokerCodeEntry {
  return byCode.get(code) ?? entry(code, 'UNKNOWN', UnexpectedResponseError, false);
}

/** How the remark of an `AclException` (4.9, code 1) goes on when the credentials are at fault, not the permissions. */
const credentialFaults = [
  'No accessKey is configured',
  'No acl config for',
  'Check signature failed',
] as const;

/** How refusals begin that only administrators of their own kind can have lifted (5.3, codes 1 and 16). */
const superUserOnly = 'The super user can only be ';

/** The administration of users and of their rules, 3001 to 3010. */
const isAccessAdministration = (requestCode = 0): boolean => requestCode >= 3001 && requestCode <= 3010;

/**
 * The class of a refusal by access control; undefined for any other answer.
 *
 * The one place where a remark is read: brokers give these refusals no code of their own (seen on 4.9.7, 5.3.3 and
 * 5.5.0). Plain searches instead of patterns, because a remark may be long and hostile.
 */
function accessRefusal(
  code: number,
  { remark = '', requestCode }: BrokerErrorDetails,
): BrokerErrorClass | undefined {
  if (code === 1) {
    if (isAccessAdministration(requestCode) && remark.startsWith(superUserOnly)) return AuthorizationError;
    if (!remark.includes('AclException: ')) return undefined;
    const unknown = credentialFaults.some((fault) => remark.includes(fault));
    return unknown ? AuthenticationError : AuthorizationError;
  }
  if (code !== 16) return undefined;
  if (remark.includes('check signature failed') || remark.includes('username cannot be null'))
    return AuthenticationError;
  if (remark.startsWith('User:')) {
    if (remark.includes(' has no permission to access ')) return AuthorizationError;
    return remark.includes(' not found') || remark.includes(' is disabled') ? AuthenticationError : undefined;
  }
  if (!isAccessAdministration(requestCode)) return undefined;
  if (remark.startsWith(superUserOnly)) return AuthorizationError;
  // Their stores have this code for everything: what is not there, what is there already, what is not allowed to be.
  return remark.includes(' is not exist') ? NotFoundError : InvalidRequestError;
}

/**
 * The error for an answer with a code other than success.
 *
 * Retriable as the table says, but for refusals by access control: every broker would give the same answer.
 */
export function brokerErrorFrom(code: number, details: BrokerErrorDetails = {}): BrokerError {
  const { name, errorClass, retriable } = brokerCodeEntry(code);
  const refusal = accessRefusal(code, details);
  return refusal === undefined
    ? new errorClass(code, name, retriable, details)
    : new refusal(code, name, false, details);
}
