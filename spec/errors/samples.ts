import type * as adminErrors from '../../src/errors/admin-error.js';
import type * as brokerErrors from '../../src/errors/broker-error.js';
import type * as consumerErrors from '../../src/errors/consumer-error.js';
import type * as payloadErrors from '../../src/errors/payload-error.js';
import type * as producerErrors from '../../src/errors/producer-error.js';
import type * as protocolErrors from '../../src/errors/protocol-error.js';
import type * as remotingErrors from '../../src/errors/remoting-error.js';
import type { RocketMQError } from '../../src/errors/rocketmq-error.js';
import type * as routeErrors from '../../src/errors/route-error.js';
import type * as transportErrors from '../../src/errors/transport-error.js';
import type * as usageErrors from '../../src/errors/usage-error.js';

/** Everything that the files of src/errors export as classes, from any copy of them. */
export type ErrorClasses = typeof adminErrors &
  typeof brokerErrors &
  typeof consumerErrors &
  typeof payloadErrors &
  typeof producerErrors &
  typeof protocolErrors &
  typeof remotingErrors &
  typeof routeErrors &
  typeof transportErrors &
  typeof usageErrors;

const address = '10.0.0.1:10911';
const queue = 'orders@broker-a@3';

/** One instance of each class, made with the classes of the copy that is handed in. */
export const errorSamples: Readonly<Record<string, (errors: ErrorClasses) => RocketMQError>> = {
  InvalidArgumentError: (e) => new e.InvalidArgumentError('window.messages', 'a whole number from 1'),
  ClosedError: (e) => new e.ClosedError('producer', { group: 'checkout' }),
  AlreadyConsumingError: (e) => new e.AlreadyConsumingError('billing'),
  GroupInUseError: (e) => new e.GroupInUseError('billing'),
  InvalidStateTransitionError: (e) => new e.InvalidStateTransitionError('connection', 'closed', 'connected'),
  UnsupportedError: (e) => new e.UnsupportedError('POP', 'the broker is older than 5.0'),

  ConnectFailedError: (e) => new e.ConnectFailedError(address, 'connection refused'),
  ConnectTimeoutError: (e) => new e.ConnectTimeoutError(address, 3000),
  ConnectionLostError: (e) => new e.ConnectionLostError(address, 'the peer hung up'),
  ListenFailedError: (e) => new e.ListenFailedError(address, 'EADDRINUSE'),
  OutboxFullError: (e) => new e.OutboxFullError(address, 67_108_864),

  FrameTooLargeError: (e) => new e.FrameTooLargeError(20_000_000, 16_777_216),
  MalformedFrameError: (e) => new e.MalformedFrameError('The header is longer than its frame'),
  UnknownSerializationError: (e) => new e.UnknownSerializationError(7),
  DecodeError: (e) => new e.DecodeError('a stored message', 'the body is cut short', 88),

  PayloadEncodeError: (e) => new e.PayloadEncodeError('json', 'the value has no JSON form'),
  PayloadDecodeError: (e) =>
    new e.PayloadDecodeError(
      'json',
      'the value does not fit the schema (1 issue, the first at lines.0.sku)',
      [{ message: 'Expected a text', path: ['lines', 0, 'sku'] }],
    ),
  UnknownCodecError: (e) => new e.UnknownCodecError('avro', ['bytes', 'text', 'json']),

  RequestTimeoutError: (e) => new e.RequestTimeoutError(address, 3000, { requestCode: 310 }),
  TooManyPendingRequestsError: (e) => new e.TooManyPendingRequestsError(address, 10_000),
  PoolExhaustedError: (e) => new e.PoolExhaustedError(address, 'none was free within 3000 ms'),
  HandlerFailedError: (e) => new e.HandlerFailedError('acl', 'onWrite', 2),

  TopicNotFoundError: (e) => new e.TopicNotFoundError('orders'),
  NoAvailableBrokerError: (e) => new e.NoAvailableBrokerError('send', { topic: 'orders' }),
  NameServersUnreachableError: (e) =>
    new e.NameServersUnreachableError([{ address, error: new e.ConnectTimeoutError(address, 3000) }]),

  BrokerBusyError: (e) => new e.BrokerBusyError(2, 'SYSTEM_BUSY', true),
  BrokerUnavailableError: (e) => new e.BrokerUnavailableError(14, 'SERVICE_NOT_AVAILABLE', true),
  BrokerInternalError: (e) => new e.BrokerInternalError(1, 'SYSTEM_ERROR', true),
  RequestNotSupportedError: (e) => new e.RequestNotSupportedError(3, 'REQUEST_CODE_NOT_SUPPORTED', false),
  AuthorizationError: (e) => new e.AuthorizationError(16, 'NO_PERMISSION', true),
  AuthenticationError: (e) => new e.AuthenticationError(16, 'NO_PERMISSION', false),
  BrokerTopicNotFoundError: (e) => new e.BrokerTopicNotFoundError(17, 'TOPIC_NOT_EXIST', true),
  QueueNotFoundError: (e) => new e.QueueNotFoundError(501, 'NOT_LEADER_FOR_QUEUE', true),
  MessageRejectedError: (e) => new e.MessageRejectedError(13, 'MESSAGE_ILLEGAL', false),
  DurabilityError: (e) => new e.DurabilityError(10, 'FLUSH_DISK_TIMEOUT', true),
  NotFoundError: (e) => new e.NotFoundError(22, 'QUERY_NOT_FOUND', false),
  OffsetError: (e) => new e.OffsetError(21, 'PULL_OFFSET_MOVED', true),
  SubscriptionError: (e) => new e.SubscriptionError(24, 'SUBSCRIPTION_NOT_EXIST', true),
  GroupError: (e) => new e.GroupError(26, 'SUBSCRIPTION_GROUP_NOT_EXIST', true),
  InvalidRequestError: (e) => new e.InvalidRequestError(29, 'INVALID_PARAMETER', false),
  UnexpectedResponseError: (e) => new e.UnexpectedResponseError(999, 'UNKNOWN', false),

  SendFailedError: (e) =>
    new e.SendFailedError(
      '7F00000100002A9F4C7D8E1F00000000',
      [
        {
          brokerName: 'broker-a',
          address,
          queueId: 3,
          durationMs: 3000,
          error: new e.RequestTimeoutError(address, 3000),
        },
      ],
      true,
      { topic: 'orders' },
    ),
  MessageTooLargeError: (e) => new e.MessageTooLargeError('body', 5_000_000, 4_194_304, { topic: 'orders' }),
  TransactionError: (e) => new e.TransactionError('timeout', { group: 'checkout' }),
  ReplyTimeoutError: (e) =>
    new e.ReplyTimeoutError('7F00000100002A9F0000000000000001', 3000, {
      topic: 'prices',
      queue: 'prices@broker-a@1',
    }),
  PartialBatchError: (e) =>
    new e.PartialBatchError(
      [
        {
          messageId: '7F00000100002A9F0000000000000001',
          offsetMessageId: '7F00000100002A9F0000000000000100',
          queue: { topic: 'orders', brokerName: 'broker-a', queueId: 3 },
          queueOffset: 7,
        },
      ],
      2,
      { topic: 'orders', cause: new e.RequestTimeoutError(address, 3000) },
    ),
  TooManySendsError: (e) => new e.TooManySendsError('waiting', 10_000, { group: 'checkout' }),

  PullFailedError: (e) => new e.PullFailedError(queue, true, { group: 'billing' }),
  CommitFailedError: (e) => new e.CommitFailedError(queue, 42, { group: 'billing' }),

  AdminFailedError: (e) =>
    new e.AdminFailedError('delete topic orders', [
      { address, brokerName: 'broker-a', value: undefined, error: undefined },
      { address: '10.0.0.2:10911', brokerName: 'broker-b', value: undefined, error: new Error('gone') },
    ]),
  GroupNotFoundError: (e) => new e.GroupNotFoundError('billing', 'no broker has it'),
};
