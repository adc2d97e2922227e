import { expect } from 'chai';
import {
  encodeOffsetMessageId,
  RequestCode,
  ResumeCheckHalfMessageRequestHeader,
} from '../../../src/protocol/index.js';
import { refusalOf } from '../support/ask.js';
import { messagesIn } from '../support/messages-in.js';
import { administer } from './administer.js';

describe('createHousekeepingRequests', () => {
  it('have nothing to clean', () => {
    const { askPlainly } = administer();
    for (const code of [
      RequestCode.CLEAN_EXPIRED_CONSUMEQUEUE,
      RequestCode.CLEAN_UNUSED_TOPIC,
      RequestCode.DELETE_EXPIRED_COMMITLOG,
    ])
      expect(askPlainly(code)).to.include({ code: 0, remark: undefined });
  });

  describe('resuming checks of a transaction', () => {
    const resume = ({ ask }: ReturnType<typeof administer>, msgId: string) =>
      ask(RequestCode.RESUME_CHECK_HALF_MESSAGE, ResumeCheckHalfMessageRequestHeader, { msgId });

    it('puts the half message back to the others', () => {
      const broker = administer();
      const properties = { REAL_TOPIC: 'orders', TRANSACTION_CHECK_TIMES: '15' };
      const { physicalOffset } = broker.put({ topic: 'TRANS_CHECK_MAX_TIME_TOPIC', properties });
      resume(broker, encodeOffsetMessageId({ address: '127.0.0.1:10911', physicalOffset }));
      const [half] = messagesIn(broker.state, 'RMQ_SYS_TRANS_HALF_TOPIC');
      expect({ ...half?.properties }).to.deep.equal({ REAL_TOPIC: 'orders', TRANSACTION_CHECK_TIMES: '0' });
    });

    it('is refused for ids of no message', () => {
      const broker = administer();
      const absent = encodeOffsetMessageId({ address: '127.0.0.1:10911', physicalOffset: 5 });
      for (const msgId of [absent, 'x'])
        expect(refusalOf(() => resume(broker, msgId))).to.deep.equal({
          code: 1,
          remark: 'Exception was thrown when putting message back to RMQ_SYS_TRANS_HALF_TOPIC.',
        });
    });
  });
});
