import { brokerErrorFrom } from '../errors/broker-code-table.js';
import type { HeaderCodec } from '../protocol/header-codec.js';
import { EmptyHeader } from '../protocol/headers/empty-header.js';
import { createRequest, type RemotingCommand } from '../protocol/remoting-command.js';
import type { RequestCode } from '../protocol/request-code.js';
import { ResponseCode } from '../protocol/response-code.js';

/** What a call was, for the error that its answer may become. */
export interface CallContext {
  readonly address: string;
  readonly requestCode: number;
}

/**
 * One kind of request to a name server or broker: how its input becomes a command, and its answer a result.
 *
 * Both functions are pure. `decode` throws what {@link brokerErrorFrom} makes of an answer that means no.
 */
export interface ServerCall<Input, Output> {
  encode(input: Input): RemotingCommand;
  decode(answer: RemotingCommand, context: CallContext): Output;
}

/** A call that asks for nothing in particular. */
export interface PlainCall<Output> extends ServerCall<void, Output> {
  readonly takesNothing: true;
}

/** The error that an answer stands for. */
export function refusal(answer: RemotingCommand, { address, requestCode }: CallContext): Error {
  return brokerErrorFrom(answer.code, { remark: answer.remark, address, requestCode });
}

/** Lets only `SUCCESS` through. A remark is no sign of failure: successes carry remarks too (wire.md, "Confirmed by capture"). */
export function expectSuccess(answer: RemotingCommand, context: CallContext): void {
  if (answer.code !== ResponseCode.SUCCESS) throw refusal(answer, context);
}

type Encode<Input> = (input: Input) => RemotingCommand;

/** A call whose answer says no more than that it is done. */
export function commandCall<Input>(encode: Encode<Input>): ServerCall<Input, void> {
  return { encode, decode: expectSuccess };
}

/** A call whose answer is in the body. Servers leave out bodies that would be empty: `read` gets no bytes then. */
export function bodyCall<Input, Output>(
  encode: Encode<Input>,
  read: (body: Buffer) => Output,
): ServerCall<Input, Output> {
  return { encode, decode: readingBody(read) };
}

/** A call whose answer is in the header. */
export function headerCall<Input, Header, Output>(
  encode: Encode<Input>,
  codec: HeaderCodec<Header>,
  pick: (header: Header) => Output,
): ServerCall<Input, Output> {
  return {
    encode,
    decode: (answer, context) => {
      expectSuccess(answer, context);
      return pick(codec.read(answer));
    },
  };
}

/** As {@link commandCall}, without fields. */
export function plainCommand(code: RequestCode): PlainCall<void> {
  return { takesNothing: true, encode: plainly(code), decode: expectSuccess };
}

/** As {@link bodyCall}, without fields. */
export function plainQuery<Output>(code: RequestCode, read: (body: Buffer) => Output): PlainCall<Output> {
  return { takesNothing: true, encode: plainly(code), decode: readingBody(read) };
}

const plainly = (code: RequestCode) => (): RemotingCommand => createRequest(code, EmptyHeader, {});

const readingBody =
  <Output>(read: (body: Buffer) => Output) =>
  (answer: RemotingCommand, context: CallContext): Output => {
    expectSuccess(answer, context);
    return read(answer.body ?? Buffer.alloc(0));
  };
