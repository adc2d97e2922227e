import { RocketMQError, type ErrorDetails } from './rocketmq-error.js';

/** A request could not be carried to its answer. */
export abstract class RemotingError extends RocketMQError {
  static override readonly className: string = 'RemotingError';
}

/** No answer arrived in time. The request may still have been carried out. */
export class RequestTimeoutError extends RemotingError {
  static override readonly className = 'RequestTimeoutError';
  override readonly code = 'ROCKETMQ_REQUEST_TIMEOUT';
  readonly timeoutMs: number;

  constructor(address: string, timeoutMs: number, details?: ErrorDetails) {
    const cause = details?.cause;
    const why = cause instanceof Error ? `: ${cause.message}` : '';
    super(`No answer from ${address} within ${timeoutMs} ms${why}`, true, { ...details, address });
    this.timeoutMs = timeoutMs;
  }
}

/** So many requests already wait for an answer on this connection that one more was refused. */
export class TooManyPendingRequestsError extends RemotingError {
  static override readonly className = 'TooManyPendingRequestsError';
  override readonly code = 'ROCKETMQ_TOO_MANY_PENDING_REQUESTS';
  readonly maxPendingRequests: number;

  constructor(address: string, maxPendingRequests: number, details?: ErrorDetails) {
    super(`${maxPendingRequests} requests already wait for ${address}`, true, { ...details, address });
    this.maxPendingRequests = maxPendingRequests;
  }
}

/** No connection of a pool became free for a piece of work: all are in use, and too many wait already or it waited too long. */
export class PoolExhaustedError extends RemotingError {
  static override readonly className = 'PoolExhaustedError';
  override readonly code = 'ROCKETMQ_POOL_EXHAUSTED';
  readonly reason: string;

  constructor(address: string, reason: string, details?: ErrorDetails) {
    super(`No connection to ${address} is free: ${reason}`, true, { ...details, address });
    this.reason = reason;
  }
}

/** A handler of the pipeline threw; the rest of the chain was not run. `cause` is what it threw. */
export class HandlerFailedError extends RemotingError {
  static override readonly className = 'HandlerFailedError';
  override readonly code = 'ROCKETMQ_HANDLER_FAILED';
  /** `ConnectionHandler.name`. */
  readonly handler: string;
  /** The hook of the handler that threw, such as `onWrite`. */
  readonly hook: string;
  /** Place in the list of handlers; 0 is the first. */
  readonly position: number;

  constructor(handler: string, hook: string, position: number, details?: ErrorDetails) {
    super(`The handler ${handler} (number ${position}) failed in ${hook}`, false, details);
    this.handler = handler;
    this.hook = hook;
    this.position = position;
  }
}
