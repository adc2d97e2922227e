import { encodeProperties, RequestCode, SendMessageV2RequestHeader } from '../../../src/protocol/index.js';
import type { Question } from './answers.js';

/** SEND_MESSAGE_V2 to queue 0; `ext` wins, and has the letters of the wire. */
export function rawSend(
  topic: string,
  ext: Question['ext'] = {},
  properties: Readonly<Record<string, string>> = {},
  body = 'body',
): Question {
  const header = SendMessageV2RequestHeader.write({
    producerGroup: 'spec',
    topic,
    defaultTopic: 'TBW102',
    defaultTopicQueueNums: 4,
    queueId: 0,
    sysFlag: 0,
    bornTimestamp: 1_790_000_000_000,
    flag: 0,
    properties: encodeProperties(properties),
  });
  return { code: RequestCode.SEND_MESSAGE_V2, ext: { ...header, ...ext }, body };
}
