import { RocketMQError, type ErrorDetails } from './rocketmq-error.js';

/** A value could not become the body of a message, or the body of a message a value. */
export abstract class PayloadError extends RocketMQError {
  static override readonly className: string = 'PayloadError';
  /** Name of the codec. */
  readonly codec: string;

  constructor(codec: string, message: string, details?: ErrorDetails) {
    super(message, false, details);
    this.codec = codec;
  }

  /** As in {@link RocketMQError}, but of a foreign cause only the name: its words may quote the body. */
  override toJSON(): Record<string, unknown> {
    const { cause } = this;
    const foreign = cause instanceof Error && !(cause instanceof RocketMQError);
    return foreign ? { ...super.toJSON(), cause: { name: cause.name } } : super.toJSON();
  }
}

/** One way in which a value does not fit its schema. */
export interface PayloadIssue {
  /** The words of the schema library, which may quote the value: not part of any message or JSON of an error. */
  readonly message: string;
  /** From the outermost key to the innermost; empty for the value itself. */
  readonly path: readonly (string | number)[];
}

const pathsOf = (issues: readonly PayloadIssue[]): object[] => issues.map(({ path }) => ({ path }));

/** A codec could not write a value. Nothing was sent. `issues` says how the value breaks the schema, if that is the reason. */
export class PayloadEncodeError extends PayloadError {
  static override readonly className = 'PayloadEncodeError';
  override readonly code = 'ROCKETMQ_PAYLOAD_ENCODE_FAILED';
  readonly issues: readonly PayloadIssue[];

  constructor(codec: string, reason: string, issues: readonly PayloadIssue[] = [], details?: ErrorDetails) {
    super(codec, `Cannot encode a body with the codec ${codec}: ${reason}`, details);
    this.issues = issues;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), issues: pathsOf(this.issues) };
  }
}

/** A codec could not read a body. `issues` says how the value in it breaks the schema, if that is the reason. */
export class PayloadDecodeError extends PayloadError {
  static override readonly className = 'PayloadDecodeError';
  override readonly code = 'ROCKETMQ_PAYLOAD_DECODE_FAILED';
  readonly issues: readonly PayloadIssue[];

  constructor(codec: string, reason: string, issues: readonly PayloadIssue[] = [], details?: ErrorDetails) {
    super(codec, `Cannot decode a body with the codec ${codec}: ${reason}`, details);
    this.issues = issues;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), issues: pathsOf(this.issues) };
  }
}

/** Nobody here has a codec of that name. A message may name any. */
export class UnknownCodecError extends PayloadError {
  static override readonly className = 'UnknownCodecError';
  override readonly code = 'ROCKETMQ_UNKNOWN_CODEC';
  readonly known: readonly string[];

  constructor(codec: string, known: readonly string[], details?: ErrorDetails) {
    super(codec, `There is no codec ${codec}, only ${known.join(', ')}`, details);
    this.known = known;
  }
}
