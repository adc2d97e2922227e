import { catchError, map, type Observable, of } from 'rxjs';
import { ReplyMessageRequestHeader } from '../../protocol/headers/reply-message.js';
import { encodeProperties } from '../../protocol/message/message-properties.js';
import { PropertyKey } from '../../protocol/property-key.js';
import { createRequest } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import { ResponseCode } from '../../protocol/response-code.js';
import type { BrokerServices } from '../broker/broker-services.js';
import type { SendRequest } from '../send/send-request.js';
import { javaHostOf } from '../server/host-of.js';
import type { MessageDraft } from '../store/message-draft.js';

/** How long a requester may take to accept its reply, in milliseconds (Java `Broker2Client#callClient`). */
const pushTimeoutMs = 10_000;

/**
 * Pushes a reply to who sent the request (326). Cold; emits undefined once when it was accepted, or else what was wrong, as
 * the remark of an answer. Never errs.
 *
 * @see apache/rocketmq 5.3.3 `broker/…/processor/ReplyMessageProcessor#pushReplyMessage`
 */
export function pushReply(
  { clients, identity, runtime }: BrokerServices,
  request: SendRequest,
  reply: MessageDraft,
): Observable<string | undefined> {
  const clientId = reply.properties[PropertyKey.REPLY_TO_CLIENT];
  if (clientId === undefined) return of(`reply message properties[${PropertyKey.REPLY_TO_CLIENT}] is null`);
  const client = clients.producer(clientId);
  if (client === undefined) return of(`push reply message fail, channel of <${clientId}> not found.`);
  const now = runtime.now();
  const { producerGroup, topic, defaultTopic, defaultTopicQueueNums, queueId, sysFlag, bornTimestamp, flag } =
    request;
  const push = createRequest(
    RequestCode.PUSH_REPLY_MESSAGE_TO_CLIENT,
    ReplyMessageRequestHeader,
    {
      producerGroup,
      topic,
      defaultTopic,
      defaultTopicQueueNums,
      queueId,
      sysFlag,
      bornTimestamp,
      flag,
      properties: encodeProperties({ ...reply.properties, [PropertyKey.PUSH_REPLY_TIME]: String(now) }),
      reconsumeTimes: request.reconsumeTimes,
      unitMode: request.unitMode ?? false,
      bornHost: javaHostOf(reply.bornHost),
      storeHost: javaHostOf(identity.address),
      storeTimestamp: now,
    },
    reply.body,
  );
  const failed = `push reply message to ${clientId}fail.`;
  return client.peer.invoke(push, { timeoutMs: pushTimeoutMs }).pipe(
    map(({ code }) => (code === ResponseCode.SUCCESS ? undefined : failed)),
    catchError(() => of(failed)),
  );
}
