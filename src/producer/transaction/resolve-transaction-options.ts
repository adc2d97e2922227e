import { type Check, maybe, milliseconds, option, resolveOptions } from '../../internal/options.js';
import type { TransactionOptions } from './transaction-options.js';

export interface ResolvedTransactionOptions {
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number | undefined;
  readonly workTimeoutMs: number;
  readonly checkAfterMs: number | undefined;
}

/** Looked at by who ends the wait. */
const signal: Check<AbortSignal> = (value) => value as AbortSignal;

/**
 * The only place with defaults and checks of {@link TransactionOptions}.
 *
 * @throws {InvalidArgumentError} naming the option
 */
export function resolveTransactionOptions(options: TransactionOptions): ResolvedTransactionOptions {
  return resolveOptions<ResolvedTransactionOptions>('transaction', options, {
    signal: maybe(signal),
    timeoutMs: maybe(milliseconds(1)),
    workTimeoutMs: option(milliseconds(1), 60_000),
    checkAfterMs: maybe(milliseconds(1)),
  });
}
