import { expect } from 'chai';
import { PullMessage, type PullRequest } from '../../../src/broker/calls/pull-message.js';
import { BrokerBusyError, SubscriptionError } from '../../../src/errors/broker-error.js';
import { hasPullFlag, PullSysFlag, RequestCode, ResponseCode } from '../../../src/protocol/index.js';
import { pullAnswer } from '../../support/stub-broker/stub-broker.js';
import { storedRecord } from '../../support/stub-broker/stub-queue.js';
import { refuse } from '../../support/stub-broker/stub-server.js';

const pull: PullRequest = {
  group: 'g',
  topic: 't',
  brokerName: 'b',
  queueId: 2,
  offset: 40,
  maxMessages: 32,
  maxBytes: 4096,
  suspendTimeoutMs: 15_000,
  expression: 'a || b',
  expressionType: 'TAG',
  subVersion: 9,
};
const context = { address: 'b:1', requestCode: 11 };

describe('PullMessage', () => {
  it('carries the subscription, and may be held by the broker', () => {
    const command = PullMessage.encode(pull);
    const { sysFlag, ...fields } = command.extFields!;
    expect(command.code).to.equal(RequestCode.PULL_MESSAGE);
    expect(fields).to.deep.equal({
      consumerGroup: 'g',
      topic: 't',
      queueId: '2',
      queueOffset: '40',
      maxMsgNums: '32',
      commitOffset: '0',
      suspendTimeoutMillis: '15000',
      subscription: 'a || b',
      subVersion: '9',
      expressionType: 'TAG',
      maxMsgBytes: '4096',
      bname: 'b',
    });
    const flags = [PullSysFlag.SUBSCRIPTION, PullSysFlag.SUSPEND, PullSysFlag.COMMIT_OFFSET];
    expect(flags.map((flag) => hasPullFlag(Number(sysFlag), flag))).to.deep.equal([true, true, false]);
  });

  it('is answered at once when there is no time to hold it', () => {
    const { extFields } = PullMessage.encode({ ...pull, suspendTimeoutMs: 0 });
    expect(hasPullFlag(Number(extFields?.['sysFlag']), PullSysFlag.SUSPEND)).to.equal(false);
  });

  it('asks for a lite pull with a code and a flag of its own', () => {
    const { code, extFields } = PullMessage.encode({ ...pull, lite: true });
    expect(code).to.equal(RequestCode.LITE_PULL_MESSAGE);
    expect(extFields).to.include({
      sysFlag: String(PullSysFlag.SUBSCRIPTION | PullSysFlag.SUSPEND | PullSysFlag.LITE_PULL),
    });
  });

  it('gives the records undecoded, and where to go on', () => {
    const record = storedRecord('t', 2, 40);
    const answer = pullAnswer({ next: 41, min: 1, max: 50, suggested: 1, offsetDelta: 7, records: [record] });
    expect(PullMessage.decode(answer, context)).to.deep.equal({
      status: 'found',
      nextOffset: 41,
      minOffset: 1,
      maxOffset: 50,
      suggestedBrokerId: 1,
      offsetDelta: 7,
      records: record,
    });
  });

  for (const [code, status] of [
    [ResponseCode.PULL_NOT_FOUND, 'none'],
    [ResponseCode.PULL_RETRY_IMMEDIATELY, 'none'],
    [ResponseCode.PULL_OFFSET_MOVED, 'moved'],
  ] as const) {
    it(`says "${status}" for code ${code}, without records`, () => {
      const answer = pullAnswer({ code, next: 41, records: [storedRecord('t', 2, 40)] });
      expect(PullMessage.decode(answer, context)).to.include({
        status,
        nextOffset: 41,
        offsetDelta: 0,
        records: undefined,
      });
    });
  }

  it('throws what any other code stands for', () => {
    expect(() => PullMessage.decode(refuse(ResponseCode.FLOW_CONTROL), context)).to.throw(BrokerBusyError);
    expect(() => PullMessage.decode(refuse(ResponseCode.SUBSCRIPTION_NOT_EXIST), context)).to.throw(
      SubscriptionError,
    );
  });
});
