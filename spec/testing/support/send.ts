import {
  createOneway,
  createRequest,
  encodeBatch,
  encodeProperties,
  type RemotingCommand,
  RequestCode,
  SendMessageV2RequestHeader,
} from '../../../src/protocol/index.js';

type SendParts = Partial<Omit<SendMessageV2RequestHeader, 'properties'>> & {
  readonly properties?: Readonly<Record<string, string>>;
};

/** A send to queue 0 of `orders`. */
export const sendHeader = ({ properties, ...parts }: SendParts = {}): SendMessageV2RequestHeader => ({
  producerGroup: 'shop',
  topic: 'orders',
  defaultTopic: 'TBW102',
  defaultTopicQueueNums: 4,
  queueId: 0,
  sysFlag: 0,
  bornTimestamp: 0,
  flag: 0,
  properties: encodeProperties({ UNIQ_KEY: 'id', ...properties }),
  ...parts,
});

export const sendRequest = (
  body: string | Buffer,
  parts: SendParts = {},
  code: number = RequestCode.SEND_MESSAGE_V2,
): RemotingCommand => createRequest(code, SendMessageV2RequestHeader, sendHeader(parts), Buffer.from(body));

export const sendOneway = (body: string, parts: SendParts = {}): RemotingCommand =>
  createOneway(RequestCode.SEND_MESSAGE_V2, SendMessageV2RequestHeader, sendHeader(parts), Buffer.from(body));

/** A batch whose messages have their number as unique id, and `batch` as its own. */
export const batchRequest = (
  bodies: readonly string[],
  { properties = { UNIQ_KEY: 'batch' }, ...parts }: SendParts = {},
): RemotingCommand => {
  const entries = bodies.map((body, index) => ({
    flag: index,
    body: Buffer.from(body),
    properties: encodeProperties({ UNIQ_KEY: String(index), KEYS: `key-${index}` }),
  }));
  return createRequest(
    RequestCode.SEND_BATCH_MESSAGE,
    SendMessageV2RequestHeader,
    { ...sendHeader({ ...parts, batch: true }), properties: encodeProperties(properties) },
    encodeBatch(entries),
  );
};
