import { expect } from 'chai';
import {
  decodeBrokerStatsData,
  decodeClusterInfo,
  decodeConfigText,
  decodeConsumerConnection,
  decodeConsumeStats,
  decodeConsumeStatsList,
  decodeCreateTopicListRequestBody,
  decodeGroupList,
  decodeKVTable,
  decodeProducerConnection,
  decodeProducerTableInfo,
  decodeQueryConsumeQueueResponseBody,
  decodeQueryConsumeTimeSpanBody,
  decodeSubscriptionGroupConfig,
  decodeSubscriptionGroupWrapper,
  decodeTopicConfig,
  decodeTopicList,
  decodeTopicStatsTable,
  encodeBrokerStatsData,
  encodeClusterInfo,
  encodeConsumerConnection,
  encodeConsumeStats,
  encodeConsumeStatsList,
  encodeCreateTopicListRequestBody,
  encodeGroupList,
  encodeKVTable,
  encodeProducerConnection,
  encodeProducerTableInfo,
  encodeQueryConsumeQueueResponseBody,
  encodeQueryConsumeTimeSpanBody,
  encodeSubscriptionGroupConfig,
  encodeSubscriptionGroupWrapper,
  encodeTopicConfig,
  encodeTopicList,
  encodeTopicStatsTable,
  parseLenientJson,
  RequestCode,
} from '../../../src/protocol/index.js';
import { bodyOf, type GoldenFrame, goldenFrames } from '../support/golden.js';

type Recode = (body: Uint8Array) => Uint8Array;

function recode<T>(decode: (body: Uint8Array) => T, encode: (value: T) => Uint8Array): Recode {
  return (body) => encode(decode(body));
}

const topicList = recode(decodeTopicList, encodeTopicList);
const kvTable = recode(decodeKVTable, encodeKVTable);

const answers: Readonly<Record<number, Recode>> = {
  [RequestCode.GET_BROKER_RUNTIME_INFO]: kvTable,
  [RequestCode.GET_KVLIST_BY_NAMESPACE]: kvTable,
  [RequestCode.GET_BROKER_CLUSTER_INFO]: recode(decodeClusterInfo, encodeClusterInfo),
  [RequestCode.GET_ALL_TOPIC_LIST_FROM_NAMESERVER]: topicList,
  [RequestCode.GET_TOPICS_BY_CLUSTER]: topicList,
  [RequestCode.QUERY_TOPICS_BY_CONSUMER]: topicList,
  [RequestCode.GET_TOPIC_CONFIG]: recode(decodeTopicConfig, encodeTopicConfig),
  [RequestCode.GET_ALL_SUBSCRIPTIONGROUP_CONFIG]: recode(
    decodeSubscriptionGroupWrapper,
    encodeSubscriptionGroupWrapper,
  ),
  [RequestCode.GET_TOPIC_STATS_INFO]: recode(decodeTopicStatsTable, encodeTopicStatsTable),
  [RequestCode.GET_CONSUME_STATS]: recode(decodeConsumeStats, encodeConsumeStats),
  [RequestCode.GET_BROKER_CONSUME_STATS]: recode(decodeConsumeStatsList, encodeConsumeStatsList),
  [RequestCode.GET_CONSUMER_CONNECTION_LIST]: recode(decodeConsumerConnection, encodeConsumerConnection),
  [RequestCode.GET_PRODUCER_CONNECTION_LIST]: recode(decodeProducerConnection, encodeProducerConnection),
  [RequestCode.GET_ALL_PRODUCER_INFO]: recode(decodeProducerTableInfo, encodeProducerTableInfo),
  [RequestCode.QUERY_TOPIC_CONSUME_BY_WHO]: recode(decodeGroupList, encodeGroupList),
  [RequestCode.QUERY_CONSUME_TIME_SPAN]: recode(
    decodeQueryConsumeTimeSpanBody,
    encodeQueryConsumeTimeSpanBody,
  ),
  [RequestCode.QUERY_CONSUME_QUEUE]: recode(
    decodeQueryConsumeQueueResponseBody,
    encodeQueryConsumeQueueResponseBody,
  ),
  [RequestCode.VIEW_BROKER_STATS_DATA]: recode(decodeBrokerStatsData, encodeBrokerStatsData),
};

const questions: Readonly<Record<number, Recode>> = {
  [RequestCode.UPDATE_AND_CREATE_TOPIC_LIST]: recode(
    decodeCreateTopicListRequestBody,
    encodeCreateTopicListRequestBody,
  ),
  [RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP]: recode(
    decodeSubscriptionGroupConfig,
    encodeSubscriptionGroupConfig,
  ),
};

/** Texts of times, made from the times: nobody reads them back. */
const derived = /,"\w+TimeStampStr":"[^"]*"/g;

const parsed = (body: Uint8Array): unknown =>
  parseLenientJson(Buffer.from(body).toString().replaceAll(derived, ''), 'body');

/** Newer fields are absent in what 4.9 writes and have their defaults in what we write. */
const isComplete = ({ name }: GoldenFrame): boolean => name.startsWith('5.3.3/');

function itRecodes(code: string, recoded: Recode, frames: readonly GoldenFrame[]): void {
  it(`of ${code} are read and written as by Java`, () => {
    expect(frames).to.not.be.empty;
    for (const frame of frames) {
      const body = bodyOf(frame);
      const written = recoded(body);
      if (isComplete(frame)) expect(parsed(written), frame.name).to.deep.equal(parsed(body));
    }
  });
}

describe('bodies', () => {
  for (const [code, recoded] of Object.entries(answers)) {
    const frames = goldenFrames.filter((frame) => frame.requestCode === Number(code) && frame.bodyLength > 0);
    itRecodes(code, recoded, frames);
  }

  for (const [code, recoded] of Object.entries(questions)) {
    const frames = goldenFrames.filter((frame) => frame.kind === 'request' && frame.code === Number(code));
    itRecodes(code, recoded, frames);
  }

  it('of 25 are read', () => {
    const texts = goldenFrames.filter(
      (frame) => frame.kind === 'request' && frame.code === RequestCode.UPDATE_BROKER_CONFIG,
    );
    expect(texts).to.not.be.empty;
    for (const frame of texts) {
      const [setting] = Object.entries(decodeConfigText(bodyOf(frame)));
      expect(setting?.join('='), frame.name).to.match(
        /^(maxErrorRateOfBloomFilter=21|useServerSideReset\w+=\w+)$/,
      );
    }
  });
});
