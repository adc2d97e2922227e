import { RocketMQError, type ErrorDetails } from './rocketmq-error.js';

/** Bytes that are not what the protocol says. A connection that delivers them is closed: never guess, never resynchronise. */
export abstract class ProtocolError extends RocketMQError {
  static override readonly className: string = 'ProtocolError';

  constructor(message: string, details?: ErrorDetails) {
    super(message, false, details);
  }
}

/** A frame announces, or would have, more bytes than allowed. */
export class FrameTooLargeError extends ProtocolError {
  static override readonly className = 'FrameTooLargeError';
  override readonly code = 'ROCKETMQ_FRAME_TOO_LARGE';
  readonly frameBytes: number;
  readonly maxFrameBytes: number;

  constructor(frameBytes: number, maxFrameBytes: number, details?: ErrorDetails) {
    super(`A frame of ${frameBytes} bytes exceeds the limit of ${maxFrameBytes} bytes`, details);
    this.frameBytes = frameBytes;
    this.maxFrameBytes = maxFrameBytes;
  }
}

/** A frame whose lengths contradict each other. */
export class MalformedFrameError extends ProtocolError {
  static override readonly className = 'MalformedFrameError';
  override readonly code = 'ROCKETMQ_MALFORMED_FRAME';
}

/** The header is written in a form that is neither JSON nor ROCKETMQ. */
export class UnknownSerializationError extends ProtocolError {
  static override readonly className = 'UnknownSerializationError';
  override readonly code = 'ROCKETMQ_UNKNOWN_SERIALIZATION';
  readonly serializeType: number;

  constructor(serializeType: number, details?: ErrorDetails) {
    super(`The frame header has the unknown serialization type ${serializeType}`, details);
    this.serializeType = serializeType;
  }
}

/** A header, body or stored message could not be read. `subject` says which, `offset` where. */
export class DecodeError extends ProtocolError {
  static override readonly className = 'DecodeError';
  override readonly code = 'ROCKETMQ_DECODE_FAILED';
  readonly subject: string;
  readonly offset: number | undefined;

  constructor(subject: string, reason: string, offset?: number, details?: ErrorDetails) {
    super(
      offset === undefined
        ? `Cannot read ${subject}: ${reason}`
        : `Cannot read ${subject} at byte ${offset}: ${reason}`,
      details,
    );
    this.subject = subject;
    this.offset = offset;
  }
}
