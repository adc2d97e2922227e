import { isObservable } from 'rxjs';
import { expect } from 'chai';
import {
  createRequest,
  EmptyHeader,
  type HeaderCodec,
  type RemotingCommand,
} from '../../../src/protocol/index.js';
import { Refusal } from '../../../src/testing/server/refusal.js';
import type { ClientPeer, RequestTable } from '../../../src/testing/server/request-table.js';

/** A peer for handlers that want no more than its addresses. */
export const somePeer = { address: '127.0.0.1:50000', localAddress: '127.0.0.1:10911' } as ClientPeer;

/** What a handler answers at once. */
export function ask<H>(
  requests: RequestTable | undefined,
  code: number,
  codec: HeaderCodec<H>,
  header: NoInfer<H>,
  body?: Uint8Array,
): RemotingCommand {
  const answer = requests?.[code]?.(createRequest(code, codec, header, body), somePeer);
  if (answer === undefined || isObservable(answer)) throw new Error(`${code} is not answered at once`);
  return answer;
}

/** The same without header fields. */
export function askPlainly(
  requests: RequestTable | undefined,
  code: number,
  body?: Uint8Array,
): RemotingCommand {
  return ask(requests, code, EmptyHeader, {}, body);
}

/** With what a request is refused. */
export function refusalOf(request: () => unknown): { code: number; remark: string } {
  try {
    request();
  } catch (error) {
    expect(error).to.be.instanceOf(Refusal);
    const { code, message } = error as Refusal;
    return { code, remark: message };
  }
  throw new Error('It was not refused');
}
