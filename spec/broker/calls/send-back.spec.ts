import { expect } from 'chai';
import { SendBack } from '../../../src/broker/calls/send-back.js';
import { GroupError } from '../../../src/errors/broker-error.js';
import { RequestCode, ResponseCode } from '../../../src/protocol/index.js';
import { accept, refuse } from '../../support/stub-broker/stub-server.js';

const context = { address: 'b:1', requestCode: 36 };

describe('SendBack', () => {
  it('names the stored message by its place in the commit log', () => {
    const command = SendBack.encode({
      group: 'g',
      topic: 't',
      brokerName: 'b',
      commitLogOffset: 5000,
      delayLevel: -1,
      messageId: 'ID',
      maxReconsumeTimes: 16,
    });
    expect(command.code).to.equal(RequestCode.CONSUMER_SEND_MSG_BACK);
    expect(command.extFields).to.deep.equal({
      offset: '5000',
      group: 'g',
      delayLevel: '-1',
      originMsgId: 'ID',
      originTopic: 't',
      unitMode: 'false',
      maxReconsumeTimes: '16',
      bname: 'b',
    });
  });

  it('throws unless the broker took it', () => {
    const answer = refuse(ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST);
    expect(() => SendBack.decode(accept(), context)).not.to.throw();
    expect(() => SendBack.decode(answer, context)).to.throw(GroupError);
  });
});
