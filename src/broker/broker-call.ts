import type { ServerCall } from '../naming/server-call.js';
import type { RemotingCommand } from '../protocol/remoting-command.js';

/** One kind of request to a broker: how its input becomes a command, and its answer a result. */
export interface BrokerCall<Input, Output> extends ServerCall<Input, Output> {
  /** Milliseconds for which the broker may hold the request before it answers: such a call is a long poll. */
  holdMs?(input: Input): number;
}

/** One kind of request that is not answered. */
export interface OnewayCall<Input> {
  readonly oneway: true;
  encode(input: Input): RemotingCommand;
}

/** The same request without an answer: whether it was refused, or even arrived, is not known. */
export function oneway<Input>(call: ServerCall<Input, unknown>): OnewayCall<Input> {
  return { oneway: true, encode: (input) => call.encode(input).asOneway() };
}
