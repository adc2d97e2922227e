import { DecodeError } from '../errors/protocol-error.js';
import { RocketMQError } from '../errors/rocketmq-error.js';

const subject = (algorithm: string): string => `a body compressed with ${algorithm}`;

export function tooLarge(algorithm: string, maxBytes: number): DecodeError {
  return new DecodeError(subject(algorithm), `it would have more than ${maxBytes} bytes`);
}

export function damaged(algorithm: string, cause: unknown): DecodeError {
  return new DecodeError(subject(algorithm), 'it is damaged', undefined, { cause });
}

/** What an algorithm threw, as ours: `node:zlib` has a code of its own for a limit that was reached. */
export function notUnpacked(algorithm: string, maxBytes: number, error: unknown): RocketMQError {
  if (error instanceof RocketMQError) return error;
  return (error as NodeJS.ErrnoException | undefined)?.code === 'ERR_BUFFER_TOO_LARGE'
    ? tooLarge(algorithm, maxBytes)
    : damaged(algorithm, error);
}
