import {
  createRequest,
  encodeProperties,
  type RemotingCommand,
  ReplyMessageRequestHeader,
  RequestCode,
} from '../../../src/protocol/index.js';

/** A PUSH_REPLY_MESSAGE_TO_CLIENT as a broker sends it. */
export function pushOf(
  properties: Readonly<Record<string, string>>,
  fields: Partial<ReplyMessageRequestHeader> = {},
  body = 'pong',
): RemotingCommand {
  const header = {
    producerGroup: 'replying',
    topic: 'cluster_REPLY_TOPIC',
    defaultTopic: 'TBW102',
    defaultTopicQueueNums: 4,
    queueId: 1,
    sysFlag: 0,
    bornTimestamp: 17,
    flag: 3,
    properties: encodeProperties(properties),
    bornHost: '10.0.0.9:50000',
    storeHost: '10.0.0.1:10911',
    storeTimestamp: 18,
    ...fields,
  };
  return createRequest(
    RequestCode.PUSH_REPLY_MESSAGE_TO_CLIENT,
    ReplyMessageRequestHeader,
    header,
    Buffer.from(body),
  );
}
