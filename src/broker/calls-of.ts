import type { Single } from '../internal/single.js';
import type { PlainCall } from '../naming/server-call.js';
import type { BrokerCall, OnewayCall } from './broker-call.js';
import type { CallOptions } from './call-options.js';

/** Kinds of requests by the name of the method that makes them. */
export type CallTable = Readonly<Record<string, BrokerCall<never, unknown> | OnewayCall<never>>>;

/** A table of calls as methods: each takes the input of its call and {@link CallOptions}. */
export type CallsOf<Table extends CallTable> = {
  readonly [Name in keyof Table]: Table[Name] extends PlainCall<infer Output>
    ? (options?: CallOptions) => Single<Output>
    : Table[Name] extends OnewayCall<infer Input>
      ? (input: Input, options?: CallOptions) => Single<void>
      : Table[Name] extends BrokerCall<infer Input, infer Output>
        ? (input: Input, options?: CallOptions) => Single<Output>
        : never;
};

/** Who carries calls out. */
export interface Caller {
  call<Input, Output>(call: BrokerCall<Input, Output>, input: Input, options?: CallOptions): Single<Output>;
  tell<Input>(call: OnewayCall<Input>, input: Input, options?: CallOptions): Single<void>;
}

/** Gives the calls of a table the form of methods. */
export function callsOf<const Table extends CallTable>(table: Table, caller: Caller): CallsOf<Table> {
  const methods = Object.entries(table).map(([name, call]) => [name, methodOf(call, caller)]);
  return Object.freeze(Object.fromEntries(methods)) as CallsOf<Table>;
}

function methodOf(call: CallTable[string], caller: Caller): unknown {
  if ('oneway' in call) return (input: never, options?: CallOptions) => caller.tell(call, input, options);
  if ('takesNothing' in call)
    return (options?: CallOptions) => caller.call(call, undefined as never, options);
  return (input: never, options?: CallOptions) => caller.call(call, input, options);
}
