import { InvalidArgumentError } from '../../errors/usage-error.js';
import {
  callable,
  type Check,
  integer,
  maybe,
  number,
  oneOf,
  option,
  type OptionShape,
  resolveOptions,
  text,
} from '../../internal/options.js';
import type { RemotingCommand } from '../../protocol/remoting-command.js';
import type { Side } from './wire-frame.js';

/** Where a command was met, for predicates. */
export interface FaultContext {
  readonly direction: 'request' | 'response';
  /** Who made the request. */
  readonly startedBy: Side;
  /** Name of the server. */
  readonly server: string;
  /** The client's end of the connection, `host:port`. */
  readonly peer: string;
  /** Code of the request; undefined for an answer to a request that was not seen. */
  readonly requestCode: number | undefined;
  /** The request that an answer belongs to; undefined when it was made before the fault was added. */
  readonly request: RemotingCommand | undefined;
}

/** Which connections a fault concerns. */
export interface FaultTarget {
  /** One server only: its name, or `host:port`. */
  readonly at?: string;
  /** One connection only: `host:port` of the client's end. */
  readonly peer?: string;
}

/** How often a fault strikes what it could strike. */
export interface FaultCounts {
  /** Lets the first so many go. Default 0. */
  readonly skip?: number;
  /** Strikes so many and no more. Default: without end. */
  readonly times?: number;
  /** Strikes each with this probability, 0 to 1, drawn from the seed. Default 1. */
  readonly probability?: number;
}

/** Which commands a fault strikes. Everything is optional; without any of it, all of its direction. */
export interface FaultOptions extends FaultTarget, FaultCounts {
  /** Code of the request, or several; also where it is the answer that is struck. */
  readonly code?: number | readonly number[];
  /** Whether requests or answers are struck. */
  readonly direction?: 'request' | 'response';
  /** Only requests that this side makes, or answers to them. The server is who makes 39, 40 or 220. Default: both. */
  readonly startedBy?: Side;
  /** Strikes only where it returns true. Called after everything else fits. */
  readonly when?: (command: RemotingCommand, context: FaultContext) => boolean;
}

export interface ResolvedFaultOptions {
  readonly at: string | undefined;
  readonly peer: string | undefined;
  readonly codes: ReadonlySet<number> | undefined;
  readonly direction: 'request' | 'response' | undefined;
  readonly startedBy: Side | undefined;
  readonly when: FaultOptions['when'] | undefined;
  readonly skip: number;
  readonly times: number;
  readonly probability: number;
}

const codes: Check<number | readonly number[]> = (value, path) => {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0) throw new InvalidArgumentError(path, 'a request code or a list of them');
  for (const code of list) integer(-0x8000_0000, 0x7fff_ffff)(code, path);
  return value as number | readonly number[];
};

const probability: Check<number> = (value, path) => {
  if (number(0)(value, path) > 1)
    throw new InvalidArgumentError(path, `a number from 0 to 1, not ${String(value)}`);
  return value as number;
};

const shape: OptionShape<FaultOptions> = {
  at: maybe(text),
  peer: maybe(text),
  code: maybe(codes),
  direction: maybe(oneOf('request', 'response')),
  startedBy: maybe(oneOf('client', 'server')),
  when: maybe(callable<NonNullable<FaultOptions['when']>>()),
  skip: option(integer(0), 0),
  times: option(integer(1), Number.MAX_SAFE_INTEGER),
  probability: option(probability, 1),
};

/** Those options that are about commands; without them a fault of connections strikes the connection itself. */
const aboutCommands = ['code', 'direction', 'startedBy', 'when'] as const;

export const strikesCommands = ({
  codes: wanted,
  direction,
  startedBy,
  when,
}: ResolvedFaultOptions): boolean =>
  wanted !== undefined || direction !== undefined || startedBy !== undefined || when !== undefined;

/** What a kind of fault makes of the options that all have. */
export interface FaultOptionRules<Own extends object> {
  /** Its own options beside them. */
  readonly own?: OptionShape<Own>;
  /** What it strikes when the options do not say. */
  readonly direction?: 'request' | 'response';
  /** What it strikes in any case: these options cannot be given. */
  readonly fixed?: Pick<FaultOptions, 'direction' | 'startedBy'>;
  /** It strikes connections: none of the options about commands can be given. */
  readonly connectionsOnly?: boolean;
}

/**
 * The options of one kind of fault, with defaults filled in and checked.
 *
 * @throws {InvalidArgumentError} naming the option
 */
export function resolveFaultOptions<Own extends object>(
  path: string,
  given: unknown,
  { own, direction, fixed = {}, connectionsOnly = false }: FaultOptionRules<Own> = {},
): ResolvedFaultOptions & Own {
  const refused = new Set<string>(connectionsOnly ? aboutCommands : Object.keys(fixed));
  const shared = Object.fromEntries(Object.entries(shape).filter(([key]) => !refused.has(key)));
  const resolved = resolveOptions<FaultOptions & Own>(path, given, {
    ...shared,
    ...own,
  } as OptionShape<FaultOptions & Own>);
  const code: FaultOptions['code'] = resolved.code;
  const list = typeof code === 'number' ? [code] : code;
  return {
    ...resolved,
    direction: resolved.direction ?? fixed.direction ?? direction,
    startedBy: resolved.startedBy ?? fixed.startedBy,
    codes: list === undefined ? undefined : new Set(list),
  } as ResolvedFaultOptions & Own;
}
