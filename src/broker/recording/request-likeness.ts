import type { RemotingCommand } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';

/** The fields that say what a request is about, by the names they have in most headers. */
const aboutFields = ['topic', 'queueId', 'consumerGroup', 'producerGroup', 'group', 'groupName', 'key'];

/** The sender chooses the queue, at random to begin with: any of the topic is as good. */
const sends: ReadonlyMap<number, readonly string[]> = new Map([
  [RequestCode.SEND_MESSAGE, ['topic', 'producerGroup']],
  [RequestCode.SEND_REPLY_MESSAGE, ['topic', 'producerGroup']],
  // `b` is the topic, `a` the group of the producer.
  [RequestCode.SEND_MESSAGE_V2, ['b', 'a']],
  [RequestCode.SEND_BATCH_MESSAGE, ['b', 'a']],
  [RequestCode.SEND_REPLY_MESSAGE_V2, ['b', 'a']],
]);

/** What a request is about, `topic=orders queueId=0`; the same for requests of two runs that do the same. */
export function aboutRequest({ code, extFields }: RemotingCommand): string {
  return (sends.get(code) ?? aboutFields)
    .flatMap((field) => {
      const value = extFields?.[field];
      return value === undefined ? [] : `${field}=${value}`;
    })
    .join(' ');
}
