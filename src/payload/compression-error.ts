import { DecodeError } from '../errors/protocol-error.js';

const subject = (algorithm: string): string => `a body compressed with ${algorithm}`;

export function tooLarge(algorithm: string, maxBytes: number): DecodeError {
  return new DecodeError(subject(algorithm), `it would have more than ${maxBytes} bytes`);
}

export function damaged(algorithm: string, cause: unknown): DecodeError {
  return new DecodeError(subject(algorithm), 'it is damaged', undefined, { cause });
}
