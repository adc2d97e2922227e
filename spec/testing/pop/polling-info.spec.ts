import { expect } from 'chai';
import {
  createRequest,
  EmptyHeader,
  PollingInfoRequestHeader,
  RequestCode,
  ResponseCode,
} from '../../../src/protocol/index.js';
import { makePop } from './pop-harness.js';

describe('createPollingInfoHandler', () => {
  it('counts the polls that name that queue id', () => {
    const { connection, held, popRequest } = makePop();
    for (const queueId of [-1, -1, 0]) connection.send(popRequest({ queueId, pollTime: 1000 }));
    expect([held(-1), held(0)]).to.deep.equal(['2', '1']);
  });

  it('refuses an unknown topic with its header', () => {
    const { ask } = makePop();
    const header = { consumerGroup: 'billing', topic: 'nowhere', queueId: 0 };
    const { code, extFields } = ask(
      createRequest(RequestCode.POLLING_INFO, PollingInfoRequestHeader, header),
    );
    expect(code).to.equal(ResponseCode.TOPIC_NOT_EXIST);
    expect(extFields).to.deep.equal({ pollingNum: '0' });
  });
});

describe('createPopFeature', () => {
  it('takes a request to move its checkpoints, which have one place only', () => {
    const { ask } = makePop();
    const { code, remark } = ask(createRequest(RequestCode.POP_ROLLBACK, EmptyHeader, {}));
    expect([code, remark]).to.deep.equal([ResponseCode.SUCCESS, 'not set any response code']);
  });
});
