import { RocketMQError, type ErrorDetails } from './rocketmq-error.js';

/** The bytes could not travel. Retriable: another attempt, or another broker, may do. */
export abstract class TransportError extends RocketMQError {
  static override readonly className: string = 'TransportError';

  constructor(message: string, details?: ErrorDetails) {
    super(message, true, details);
  }
}

/** Nobody answered at the address, or the TLS handshake was refused. `cause` is the error of the socket. */
export class ConnectFailedError extends TransportError {
  static override readonly className = 'ConnectFailedError';
  override readonly code = 'ROCKETMQ_CONNECT_FAILED';

  constructor(address: string, reason: string, details?: ErrorDetails) {
    super(`Cannot connect to ${address}: ${reason}`, { ...details, address });
  }
}

/** The connection (and its TLS handshake) was not established in time. */
export class ConnectTimeoutError extends TransportError {
  static override readonly className = 'ConnectTimeoutError';
  override readonly code = 'ROCKETMQ_CONNECT_TIMEOUT';
  readonly timeoutMs: number;

  constructor(address: string, timeoutMs: number, details?: ErrorDetails) {
    super(`Cannot connect to ${address} within ${timeoutMs} ms`, { ...details, address });
    this.timeoutMs = timeoutMs;
  }
}

/** The endpoint cannot be listened at: it is taken, not of this machine, or not allowed. `cause` is the error of the socket. */
export class ListenFailedError extends TransportError {
  static override readonly className = 'ListenFailedError';
  override readonly code = 'ROCKETMQ_LISTEN_FAILED';

  constructor(address: string, reason: string, details?: ErrorDetails) {
    super(`Cannot listen at ${address}: ${reason}`, { ...details, address });
  }
}

/** An established connection ended. What was in flight on it may or may not have been carried out. */
export class ConnectionLostError extends TransportError {
  static override readonly className = 'ConnectionLostError';
  override readonly code = 'ROCKETMQ_CONNECTION_LOST';
  readonly reason: string;

  constructor(address: string, reason: string, details?: ErrorDetails) {
    super(`The connection to ${address} was lost: ${reason}`, { ...details, address });
    this.reason = reason;
  }
}

/**
 * More bytes wait to be written to a connection than its limit allows; nothing of this request was queued. As the cause of a
 * timeout: the request has waited for room, and the limit is the high-water mark.
 */
export class OutboxFullError extends TransportError {
  static override readonly className = 'OutboxFullError';
  override readonly code = 'ROCKETMQ_OUTBOX_FULL';
  readonly maxOutboxBytes: number;

  constructor(address: string, maxOutboxBytes: number, details?: ErrorDetails) {
    super(`More than ${maxOutboxBytes} bytes wait to be written to ${address}`, { ...details, address });
    this.maxOutboxBytes = maxOutboxBytes;
  }
}
