import { milliseconds, option, resolveOptions } from '../internal/options.js';

export interface AdminOptions {
  /** Milliseconds for each request to a broker. Default 5000, as `mqadmin` has it. */
  readonly timeoutMs?: number;
}

export type ResolvedAdminOptions = Required<AdminOptions>;

/** The only place with defaults and checks of {@link AdminOptions}. @throws {InvalidArgumentError} naming the option */
export function resolveAdminOptions(options: AdminOptions): ResolvedAdminOptions {
  return resolveOptions<ResolvedAdminOptions>('options', options, {
    timeoutMs: option(milliseconds(1), 5000),
  });
}

/** Of every command. */
export interface AdminCallOptions {
  /** Ends the wait; requests that are on the wire are not recalled. */
  readonly signal?: AbortSignal;
  /** Instead of `timeoutMs` of the admin. */
  readonly timeoutMs?: number;
}

/** Of commands that concern many brokers. */
export interface ClusterCallOptions extends AdminCallOptions {
  /** Only brokers of this cluster. Default: all that the name servers know. */
  readonly cluster?: string;
}
