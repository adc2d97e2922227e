import { expect } from 'chai';
import { decodeFrame } from '../../../src/protocol/frame-codec.js';
import type { HeaderCodec } from '../../../src/protocol/header-codec.js';
import { ConsumerSendMsgBackRequestHeader } from '../../../src/protocol/headers/consumer-send-msg-back.js';
import { CreateTopicRequestHeader } from '../../../src/protocol/headers/create-topic.js';
import { EmptyHeader } from '../../../src/protocol/headers/empty-header.js';
import { GetConsumerListByGroupRequestHeader } from '../../../src/protocol/headers/get-consumer-list-by-group.js';
import {
  GetMaxOffsetRequestHeader,
  GetMaxOffsetResponseHeader,
} from '../../../src/protocol/headers/get-max-offset.js';
import {
  GetMinOffsetRequestHeader,
  GetMinOffsetResponseHeader,
} from '../../../src/protocol/headers/get-min-offset.js';
import { GetRouteInfoRequestHeader } from '../../../src/protocol/headers/get-route-info.js';
import { NotifyConsumerIdsChangedRequestHeader } from '../../../src/protocol/headers/notify-consumer-ids-changed.js';
import {
  PullMessageRequestHeader,
  PullMessageResponseHeader,
} from '../../../src/protocol/headers/pull-message.js';
import {
  QueryConsumerOffsetRequestHeader,
  QueryConsumerOffsetResponseHeader,
} from '../../../src/protocol/headers/query-consumer-offset.js';
import {
  SearchOffsetRequestHeader,
  SearchOffsetResponseHeader,
} from '../../../src/protocol/headers/search-offset.js';
import {
  SendMessageV2RequestHeader,
  SendMessageV2ResponseHeader,
} from '../../../src/protocol/headers/send-message-v2.js';
import { UnregisterClientRequestHeader } from '../../../src/protocol/headers/unregister-client.js';
import { UpdateConsumerOffsetRequestHeader } from '../../../src/protocol/headers/update-consumer-offset.js';
import { isSendSuccess } from '../../../src/protocol/response-code.js';
import { type GoldenFrame, goldenFrames } from '../support/golden.js';

const requests: Readonly<Record<number, HeaderCodec<unknown>>> = {
  11: PullMessageRequestHeader,
  14: QueryConsumerOffsetRequestHeader,
  15: UpdateConsumerOffsetRequestHeader,
  17: CreateTopicRequestHeader,
  29: SearchOffsetRequestHeader,
  30: GetMaxOffsetRequestHeader,
  31: GetMinOffsetRequestHeader,
  34: EmptyHeader,
  35: UnregisterClientRequestHeader,
  36: ConsumerSendMsgBackRequestHeader,
  38: GetConsumerListByGroupRequestHeader,
  40: NotifyConsumerIdsChangedRequestHeader,
  105: GetRouteInfoRequestHeader,
  310: SendMessageV2RequestHeader,
  320: SendMessageV2RequestHeader,
  325: SendMessageV2RequestHeader,
  361: PullMessageRequestHeader,
};

const responses: Readonly<Record<number, HeaderCodec<unknown>>> = {
  11: PullMessageResponseHeader,
  14: QueryConsumerOffsetResponseHeader,
  29: SearchOffsetResponseHeader,
  30: GetMaxOffsetResponseHeader,
  31: GetMinOffsetResponseHeader,
  310: SendMessageV2ResponseHeader,
  320: SendMessageV2ResponseHeader,
  325: SendMessageV2ResponseHeader,
  361: PullMessageResponseHeader,
};

/** Put in by the pipeline, not part of any header. */
const crossCutting = new Set(['AccessKey', 'Signature', 'SecurityToken', 'ReqT']);

function ownFields({ header }: GoldenFrame): Record<string, string> {
  return Object.fromEntries(Object.entries(header.extFields ?? {}).filter(([key]) => !crossCutting.has(key)));
}

/** Refusals have no header, but for these answers to a pull. */
function hasHeader({ requestCode, code }: GoldenFrame): boolean {
  return isSendSuccess(code) || ((requestCode === 11 || requestCode === 361) && code >= 19 && code <= 21);
}

describe('headers', () => {
  for (const [code, codec] of Object.entries(requests)) {
    const frames = goldenFrames.filter((frame) => frame.kind !== 'response' && frame.code === Number(code));

    it(`read and write ${codec.name} of ${code} as the Java client does`, () => {
      expect(frames).to.not.be.empty;
      for (const frame of frames) {
        const header = codec.read(decodeFrame(frame.bytes));
        expect(codec.write(header), frame.name).to.deep.equal(ownFields(frame));
      }
    });
  }

  for (const [code, codec] of Object.entries(responses)) {
    const frames = goldenFrames.filter((frame) => frame.requestCode === Number(code) && hasHeader(frame));

    it(`read and write ${codec.name} of ${code} as the Java broker does`, () => {
      expect(frames).to.not.be.empty;
      for (const frame of frames) {
        const header = codec.read(decodeFrame(frame.bytes));
        expect(codec.write(header), frame.name).to.deep.equal(ownFields(frame));
      }
    });
  }

  it('have values of their types', () => {
    const send = goldenFrames.find((frame) => frame.code === 320 && frame.kind === 'request')!;
    const header = SendMessageV2RequestHeader.read(decodeFrame(send.bytes));
    expect(header).to.include({
      defaultTopic: 'TBW102',
      defaultTopicQueueNums: 4,
      batch: true,
      unitMode: false,
    });
    expect(header.bornTimestamp).to.be.above(1_700_000_000_000);
  });
});
