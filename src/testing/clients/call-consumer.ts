import { catchError, type Observable } from 'rxjs';
import { RequestTimeoutError } from '../../errors/remoting-error.js';
import type { HeaderFields } from '../../protocol/header-codec.js';
import { EmptyHeader } from '../../protocol/headers/empty-header.js';
import { createRequest, type RemotingCommand } from '../../protocol/remoting-command.js';
import { ResponseCode } from '../../protocol/response-code.js';
import type { BrokerServices } from '../broker/broker-services.js';
import { Refusal } from '../server/refusal.js';

/** What a real broker waits for a client. */
const answerTimeoutMs = 10_000;

/** A request of an administrator that is meant for a consumer. */
export interface ConsumerCall {
  readonly code: number;
  readonly group: string;
  readonly clientId: string | undefined;
  /** All fields of the administrator's request, as they came. */
  readonly fields: HeaderFields;
  readonly body?: Buffer | undefined;
}

/**
 * Passes a request on to a member of a group, and its answer back as it is.
 *
 * Cold. Errs with a `Refusal` when the client cannot answer.
 *
 * @see apache/rocketmq 5.3.3 `broker/…/processor/AdminBrokerProcessor#callConsumer`
 * @throws {Refusal} when it is not online
 */
export function callConsumer({ clients }: BrokerServices, call: ConsumerCall): Observable<RemotingCommand> {
  const { code, group, clientId = 'null', fields, body } = call;
  const client = clients.consumers(group)?.members.find((member) => member.clientId === clientId);
  if (client === undefined)
    throw new Refusal(ResponseCode.SYSTEM_ERROR, `The Consumer <${group}> <${clientId}> not online`);
  const request = createRequest(code, EmptyHeader, {}, body).withExtFields(fields);
  return client.peer.invoke(request, { timeoutMs: answerTimeoutMs }).pipe(
    catchError((error: unknown) => {
      if (error instanceof RequestTimeoutError)
        throw new Refusal(
          ResponseCode.CONSUME_MSG_TIMEOUT,
          `consumer <${group}> <${clientId}> Timeout: ${error.message}`,
        );
      throw new Refusal(
        ResponseCode.SYSTEM_ERROR,
        `invoke consumer <${group}> <${clientId}> Exception: ${String(error)}`,
      );
    }),
  );
}
