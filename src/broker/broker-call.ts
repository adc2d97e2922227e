import { brokerErrorFrom } from '../errors/broker-code-table.js';
import type { RemotingCommand } from '../protocol/remoting-command.js';
import { ResponseCode } from '../protocol/response-code.js';

/** What a call was, for the error that its answer may become. */
export interface CallContext {
  readonly address: string;
  readonly requestCode: number;
}

/**
 * One kind of request to a broker: how its input becomes a command, and its answer a result.
 *
 * Both functions are pure. `decode` throws what {@link brokerErrorFrom} makes of an answer that means no.
 */
export interface BrokerCall<Input, Output> {
  encode(input: Input): RemotingCommand;
  decode(answer: RemotingCommand, context: CallContext): Output;
}

/** The error that an answer stands for. */
export function refusal(answer: RemotingCommand, { address, requestCode }: CallContext): Error {
  return brokerErrorFrom(answer.code, { remark: answer.remark, address, requestCode });
}

/** Lets only `SUCCESS` through. A remark is no sign of failure: successes carry remarks too (wire.md, "Confirmed by capture"). */
export function expectSuccess(answer: RemotingCommand, context: CallContext): void {
  if (answer.code !== ResponseCode.SUCCESS) throw refusal(answer, context);
}
