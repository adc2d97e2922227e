import { InvalidArgumentError } from '../../errors/usage-error.js';
import { type Check, maybe, milliseconds, option, type OptionShape, text } from '../../internal/options.js';
import type { HeaderFields } from '../../protocol/header-codec.js';
import type { CorruptPart, TruncatePart } from './damage.js';
import type { FaultCounts, FaultOptions, FaultTarget } from './fault-options.js';

export interface DelayOptions extends FaultOptions {
  /** Up to so many milliseconds more, drawn from the seed for each command. Default 0. */
  readonly jitterMs?: number;
}

export interface DuplicateOptions extends FaultOptions {
  /** How many come besides the first. Default 1. */
  readonly copies?: number;
}

export interface ReorderOptions extends FaultOptions {
  /** Milliseconds that a command waits for another one to overtake it. Default 1000. */
  readonly maxHoldMs?: number;
}

export interface CorruptOptions extends FaultOptions {
  /**
   * `length`: the frame's length is above every limit. `headerLength`: the header is longer than its frame. `serialization`: of a
   * kind that does not exist. `header`, `body`: every byte of it is another. Default `header`.
   */
  readonly part?: CorruptPart;
}

export interface TruncateOptions extends FaultOptions {
  /** Default `body`. */
  readonly part?: TruncatePart;
}

/** The moment says what is struck. */
export type CutOptions = Omit<FaultOptions, 'direction'>;

/** What an answer holds besides its code; not used where a function makes it. */
export interface AnswerOptions extends Omit<FaultOptions, 'direction'> {
  readonly remark?: string;
  readonly extFields?: HeaderFields;
  readonly body?: Uint8Array;
}

/** It is about connections, not about commands. */
export interface RefuseOptions extends FaultTarget, FaultCounts {}

export interface GoAwayOptions extends Omit<FaultOptions, 'direction' | 'startedBy'> {
  /** Milliseconds until a connection is hung up on, from now or from its beginning. Default 1000; real brokers take 30,000. */
  readonly graceMs?: number;
  /** Default `please go away`. */
  readonly remark?: string;
}

const remark: Check<string> = (value, path) => {
  if (typeof value !== 'string') throw new InvalidArgumentError(path, 'a text');
  return value;
};

const fields: Check<HeaderFields> = (value, path) => {
  if (typeof value !== 'object' || value === null) throw new InvalidArgumentError(path, 'an object of texts');
  for (const [key, field] of Object.entries(value)) remark(field, `${path}.${key}`);
  return value as HeaderFields;
};

const bytes: Check<Uint8Array> = (value, path) => {
  if (!(value instanceof Uint8Array)) throw new InvalidArgumentError(path, 'bytes');
  return value;
};

export interface AnswerParts {
  readonly remark: string | undefined;
  readonly extFields: HeaderFields | undefined;
  readonly body: Uint8Array | undefined;
}

export const answerShape: OptionShape<AnswerParts> = {
  remark: maybe(remark),
  extFields: maybe(fields),
  body: maybe(bytes),
};

export interface GoAwayParts {
  readonly graceMs: number;
  readonly remark: string;
}

export const goAwayShape: OptionShape<GoAwayParts> = {
  graceMs: option(milliseconds(0), 1000),
  remark: option(text, 'please go away'),
};
