import { expect } from 'chai';
import { SendMessage, type SendRequest } from '../../../src/broker/calls/send-message.js';
import { BrokerBusyError, MessageRejectedError } from '../../../src/errors/broker-error.js';
import {
  createResponse,
  RequestCode,
  ResponseCode,
  SendMessageV2RequestHeader,
  SendMessageV2ResponseHeader,
} from '../../../src/protocol/index.js';
import { refuse } from '../../support/stub-broker/stub-server.js';

const send: SendRequest = {
  producerGroup: 'p',
  topic: 't',
  brokerName: 'b',
  queueId: 1,
  defaultTopic: 'TBW102',
  defaultTopicQueues: 4,
  sysFlag: 8,
  flag: 3,
  bornAt: 1234,
  properties: 'k\u0001v\u0002',
  reconsumeTimes: 2,
  maxReconsumeTimes: 16,
  body: Buffer.from('body'),
};
const context = { address: 'b:1', requestCode: 310 };

describe('SendMessage', () => {
  it('carries the message, with one-letter names', () => {
    const command = SendMessage.encode(send);
    expect([command.code, command.body?.toString()]).to.deep.equal([RequestCode.SEND_MESSAGE_V2, 'body']);
    expect(SendMessageV2RequestHeader.read(command)).to.deep.include({
      producerGroup: 'p',
      topic: 't',
      defaultTopic: 'TBW102',
      defaultTopicQueueNums: 4,
      queueId: 1,
      sysFlag: 8,
      bornTimestamp: 1234,
      flag: 3,
      properties: 'k\u0001v\u0002',
      reconsumeTimes: 2,
      unitMode: false,
      maxReconsumeTimes: 16,
      batch: false,
      bname: 'b',
    });
    expect(command.extFields).to.include({ a: 'p', b: 't', n: 'b' });
  });

  for (const [code, status] of [
    [ResponseCode.SUCCESS, 'ok'],
    [ResponseCode.FLUSH_DISK_TIMEOUT, 'flush-disk-timeout'],
    [ResponseCode.FLUSH_SLAVE_TIMEOUT, 'flush-slave-timeout'],
    [ResponseCode.SLAVE_NOT_AVAILABLE, 'slave-not-available'],
  ] as const) {
    it(`takes code ${code} for stored, with the status "${status}"`, () => {
      const header = { msgId: 'ID', queueId: 1, queueOffset: 9, recallHandle: 'handle' };
      const answer = createResponse(code, { codec: SendMessageV2ResponseHeader, header });
      expect(SendMessage.decode(answer, context)).to.deep.equal({
        status,
        offsetMessageId: 'ID',
        queueId: 1,
        queueOffset: 9,
        recallHandle: 'handle',
        regionId: undefined,
        isTraced: true,
      });
    });
  }

  it('throws what any other code stands for', () => {
    expect(() => SendMessage.decode(refuse(ResponseCode.SYSTEM_BUSY), context)).to.throw(BrokerBusyError);
    expect(() => SendMessage.decode(refuse(ResponseCode.MESSAGE_ILLEGAL), context)).to.throw(
      MessageRejectedError,
    );
  });
});
