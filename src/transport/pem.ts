import { InvalidArgumentError } from '../errors/usage-error.js';
import type { Check } from '../internal/options.js';

/** Certificates or a key in PEM: the text, its bytes, or several of them. */
export type Pem = string | Uint8Array | readonly (string | Uint8Array)[];

const isPiece = (value: unknown): boolean =>
  (typeof value === 'string' || value instanceof Uint8Array) && value.length > 0;

/** Never shows the value: it may be a private key. */
export const pem: Check<NodePem> = (value, path) => {
  const pieces: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (pieces.length === 0 || !pieces.every(isPiece))
    throw new InvalidArgumentError(path, 'PEM as a text or bytes that are not empty, or a list of them');
  return value as NodePem;
};

/** The same in the words of `node:tls`, which takes any bytes but says Buffer. */
export type NodePem = string | Buffer | (string | Buffer)[];
