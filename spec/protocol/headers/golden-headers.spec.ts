import { expect } from 'chai';
import { decodeFrame } from '../../../src/protocol/frame-codec.js';
import type { HeaderCodec } from '../../../src/protocol/header-codec.js';
import { CheckTransactionStateRequestHeader } from '../../../src/protocol/headers/check-transaction-state.js';
import { ConsumeMessageDirectlyResultRequestHeader } from '../../../src/protocol/headers/consume-message-directly.js';
import { ConsumerSendMsgBackRequestHeader } from '../../../src/protocol/headers/consumer-send-msg-back.js';
import { CreateTopicRequestHeader } from '../../../src/protocol/headers/create-topic.js';
import { EmptyHeader } from '../../../src/protocol/headers/empty-header.js';
import { EndTransactionRequestHeader } from '../../../src/protocol/headers/end-transaction.js';
import { GetConsumerRunningInfoRequestHeader } from '../../../src/protocol/headers/get-consumer-running-info.js';
import { GetConsumerStatusRequestHeader } from '../../../src/protocol/headers/get-consumer-status.js';
import { HeartbeatRequestHeader, HeartbeatResponseHeader } from '../../../src/protocol/headers/heartbeat.js';
import { LockBatchMqRequestHeader } from '../../../src/protocol/headers/lock-batch-mq.js';
import { ResetOffsetRequestHeader } from '../../../src/protocol/headers/reset-offset.js';
import { UnlockBatchMqRequestHeader } from '../../../src/protocol/headers/unlock-batch-mq.js';
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
  RecallMessageRequestHeader,
  RecallMessageResponseHeader,
} from '../../../src/protocol/headers/recall-message.js';
import { ReplyMessageRequestHeader } from '../../../src/protocol/headers/reply-message.js';
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
import { popRequests, popResponses } from './pop-headers.js';
import { isSendSuccess } from '../../../src/protocol/response-code.js';
import { type GoldenFrame, goldenFrames } from '../support/golden.js';
import { administrationRequests, administrationResponses } from './administration-headers.js';

const requests: Readonly<Record<number, HeaderCodec<unknown>>> = {
  ...popRequests,
  ...administrationRequests,
  11: PullMessageRequestHeader,
  14: QueryConsumerOffsetRequestHeader,
  15: UpdateConsumerOffsetRequestHeader,
  17: CreateTopicRequestHeader,
  29: SearchOffsetRequestHeader,
  30: GetMaxOffsetRequestHeader,
  31: GetMinOffsetRequestHeader,
  34: HeartbeatRequestHeader,
  35: UnregisterClientRequestHeader,
  36: ConsumerSendMsgBackRequestHeader,
  37: EndTransactionRequestHeader,
  38: GetConsumerListByGroupRequestHeader,
  39: CheckTransactionStateRequestHeader,
  40: NotifyConsumerIdsChangedRequestHeader,
  41: LockBatchMqRequestHeader,
  42: UnlockBatchMqRequestHeader,
  46: EmptyHeader,
  105: GetRouteInfoRequestHeader,
  220: ResetOffsetRequestHeader,
  221: GetConsumerStatusRequestHeader,
  222: ResetOffsetRequestHeader,
  223: GetConsumerStatusRequestHeader,
  307: GetConsumerRunningInfoRequestHeader,
  309: ConsumeMessageDirectlyResultRequestHeader,
  310: SendMessageV2RequestHeader,
  320: SendMessageV2RequestHeader,
  325: SendMessageV2RequestHeader,
  326: ReplyMessageRequestHeader,
  361: PullMessageRequestHeader,
  370: RecallMessageRequestHeader,
};

const responses: Readonly<Record<number, HeaderCodec<unknown>>> = {
  ...popResponses,
  ...administrationResponses,
  11: PullMessageResponseHeader,
  14: QueryConsumerOffsetResponseHeader,
  29: SearchOffsetResponseHeader,
  30: GetMaxOffsetResponseHeader,
  31: GetMinOffsetResponseHeader,
  34: HeartbeatResponseHeader,
  310: SendMessageV2ResponseHeader,
  320: SendMessageV2ResponseHeader,
  325: SendMessageV2ResponseHeader,
  361: PullMessageResponseHeader,
  370: RecallMessageResponseHeader,
};

/** Put in by the pipeline, not part of any header. */
const crossCutting = new Set(['AccessKey', 'Signature', 'SecurityToken', 'ReqT']);

function ownFields({ header }: GoldenFrame): Record<string, string> {
  return Object.fromEntries(Object.entries(header.extFields ?? {}).filter(([key]) => !crossCutting.has(key)));
}

/** Refusals have no header, but for these answers to a pull, and those of POP. */
function hasHeader({ requestCode, code }: GoldenFrame): boolean {
  return (
    requestCode === 200_050 ||
    isSendSuccess(code) ||
    ((requestCode === 11 || requestCode === 361) && code >= 19 && code <= 21)
  );
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
