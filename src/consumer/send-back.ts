import { catchError, defer, map, type Observable, throwError } from 'rxjs';
import type { BrokerClient } from '../broker/broker-client.js';
import type { Decision } from '../delivery/outcome.js';
import { NoAvailableBrokerError } from '../errors/route-error.js';
import { retryTopicOf } from '../message/group-topics.js';
import { queueKey } from '../message/message-queue.js';
import { type MessageSource, ReceivedMessage } from '../message/received-message.js';
import type { RouteTable } from '../naming/route-table.js';
import { encodeProperties } from '../protocol/message/message-properties.js';
import { PropertyKey } from '../protocol/property-key.js';
import { type CompressionType, withCompression } from '../protocol/sys-flag.js';
import type { Runtime } from '../runtime/runtime.js';
import type { MessageSender } from '../sending/message-sender.js';
import type { PreparedMessage } from '../sending/prepared-message.js';
import type { SendPolicy } from '../sending/send-policy.js';
import { delayLevelFor } from './delay-levels.js';

export interface SendBackSettings {
  readonly group: string;
  readonly maxReconsumeTimes: number;
  readonly delayLevelsMs: readonly number[];
  readonly timeoutMs: number;
  readonly routes: RouteTable;
  readonly broker: (address: string) => BrokerClient;
  readonly sender: MessageSender;
  readonly runtime: Runtime;
}

/** Delay level of a message that goes straight to the dead letters. */
const deadLetterLevel = -1;

/** Level at which the broker's own choice begins: 3 + times delivered. */
const firstRetryLevel = 3;

/**
 * Gives a message back to the group: to be delivered again later, or as a dead letter.
 *
 * The broker that stores the message does it by itself (CONSUMER_SEND_MSG_BACK). If it cannot be asked, or refuses, the message is
 * sent anew to the group's retry topic, on any broker. Cold; errs when both have failed.
 *
 * @see apache/rocketmq `client/…/DefaultMQPushConsumerImpl#sendMessageBack`
 */
export function sendBack(
  source: MessageSource,
  decision: Exclude<Decision, { type: 'ack' }>,
  settings: SendBackSettings,
): Observable<void> {
  const { group, maxReconsumeTimes, timeoutMs, routes, broker } = settings;
  const { stored, queue } = source;
  const delayLevel =
    decision.type === 'deadLetter' ? deadLetterLevel : delayLevelFor(decision.delay, settings.delayLevelsMs);
  const message = new ReceivedMessage(source, source.bytes);

  return defer(() => {
    const address = routes.peek(queue.topic)?.address(queue.brokerName);
    if (address === undefined)
      return throwError(
        () => new NoAvailableBrokerError(`take back a message of ${queueKey(queue)}`, { group }),
      );
    return broker(address).sendBack(
      {
        group,
        topic: message.topic,
        brokerName: queue.brokerName,
        commitLogOffset: stored.physicalOffset,
        delayLevel,
        messageId: message.offsetMessageId,
        maxReconsumeTimes,
      },
      { timeoutMs },
    );
  }).pipe(
    catchError(() => {
      const policy: SendPolicy = {
        group,
        timeoutMs,
        attemptTimeoutMs: timeoutMs / 2,
        retries: 1,
        defaultTopicQueues: 1,
      };
      return settings.sender
        .send(retryCopy(message, delayLevel, settings), policy)
        .pipe(map(() => undefined));
    }),
  );
}

/**
 * The message as a new one for the retry topic; the broker turns it into a dead letter when its count is above the limit. The body
 * is the stored one: a compressed one may be larger than any limit when it is not, or be of a kind that is not understood here.
 */
function retryCopy(
  message: ReceivedMessage,
  delayLevel: number,
  { group, maxReconsumeTimes, runtime }: SendBackSettings,
): PreparedMessage {
  const { source } = message;
  const { reconsumeTimes, flag, body, isCompressed, compressionType } = source.stored;
  const { [PropertyKey.TRAN_MSG]: _half, [PropertyKey.DELAY]: _past, ...properties } = message.properties;
  const isDeadLetter = delayLevel === deadLetterLevel;
  const level = delayLevel > 0 ? delayLevel : firstRetryLevel + reconsumeTimes;
  return {
    topic: retryTopicOf(group),
    messageId: message.messageId,
    body,
    properties: encodeProperties({
      ...properties,
      [PropertyKey.UNIQ_KEY]: message.messageId,
      [PropertyKey.RETRY_TOPIC]: message.topic,
      [PropertyKey.ORIGIN_MESSAGE_ID]:
        message.property(PropertyKey.ORIGIN_MESSAGE_ID) ?? message.offsetMessageId,
      ...(isDeadLetter ? {} : { [PropertyKey.DELAY]: String(level) }),
    }),
    // The other bits are about the stored copy.
    sysFlag: isCompressed ? withCompression(0, compressionType as CompressionType) : 0,
    flag,
    bornAt: runtime.now(),
    reconsumeTimes: isDeadLetter ? maxReconsumeTimes + 1 : reconsumeTimes + 1,
    maxReconsumeTimes,
  };
}
