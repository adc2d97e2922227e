import type { Observable } from 'rxjs';
import { InvalidArgumentError } from '../../errors/usage-error.js';
import type { OutgoingMessage } from '../../message/outgoing-message.js';
import type { ReceivedMessage } from '../../message/received-message.js';
import { PropertyKey } from '../../protocol/property-key.js';
import type { SendReceipt } from '../../sending/send-receipt.js';
import type { SendPath, SendPathOptions } from '../send-path.js';

/** What a reply says. Where it goes follows from the request. */
export type ReplyMessage = Pick<OutgoingMessage, 'body' | 'tags' | 'keys' | 'properties' | 'flag'>;

/** Value of `MSG_TYPE`. */
const replyType = 'reply';

/** The topic of a cluster through which replies go. */
const replyTopicOf = (cluster: string): string => `${cluster}_REPLY_TOPIC`;

function required(request: ReceivedMessage<unknown>, name: string): string {
  const value = request.property(name);
  if (value === undefined)
    throw new InvalidArgumentError('request', `a message that was sent as a request: it has no ${name}`);
  return value;
}

/**
 * Sends the reply to a request: to the broker that has the request, which is where the requester introduced itself, then to others of
 * the cluster. Cold. Emits when the requester has it; errs as `SendPath.send`.
 *
 * @throws {InvalidArgumentError} for a message that is no request, or naming what is wrong with the reply
 * @throws {MessageTooLargeError}
 * @see apache/rocketmq `client/…/MessageUtil#createReplyMessage`
 */
export function sendReply(
  path: SendPath,
  request: ReceivedMessage<unknown>,
  reply: ReplyMessage,
  messageId: string,
  options: SendPathOptions,
): Observable<SendReceipt> {
  // Not `instanceof`: it may come from the other copy of this package, CommonJS beside ESM.
  if (typeof (request as ReceivedMessage | undefined)?.property !== 'function')
    throw new InvalidArgumentError('request', 'a message that was received');
  if (typeof reply !== 'object' || reply === null) throw new InvalidArgumentError('reply', 'an object');
  const { body, tags, keys, properties, flag } = reply;
  const ttl = request.property(PropertyKey.TTL);
  const prepared = path.prepare({
    message: {
      topic: replyTopicOf(required(request, PropertyKey.CLUSTER)),
      body,
      tags,
      keys,
      properties,
      flag,
    },
    messageId,
    properties: {
      [PropertyKey.MSG_TYPE]: replyType,
      [PropertyKey.CORRELATION_ID]: required(request, PropertyKey.CORRELATION_ID),
      [PropertyKey.REPLY_TO_CLIENT]: required(request, PropertyKey.REPLY_TO_CLIENT),
      ...(ttl !== undefined && { [PropertyKey.TTL]: ttl }),
    },
  });
  // The topic is the cluster's: a selector of the producer's is not meant for it.
  const routed = { selectQueue: undefined, firstBrokerName: request.queue.brokerName };
  return path.send({ ...prepared, ...routed, isReply: true }, options);
}
