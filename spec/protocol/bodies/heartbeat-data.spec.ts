import { expect } from 'chai';
import { DecodeError } from '../../../src/errors/protocol-error.js';
import { decodeHeartbeatData, encodeHeartbeatData } from '../../../src/protocol/bodies/heartbeat-data.js';
import { javaHash } from '../../../src/protocol/java-hash.js';
import { RequestCode } from '../../../src/protocol/request-code.js';
import { bodyOf, goldenFrames } from '../support/golden.js';

const golden =
  '{"clientID":"10.0.0.9@1234","consumerDataSet":[{"consumeFromWhere":"CONSUME_FROM_LAST_OFFSET","consumeType":"CONSUME_PASSIVELY","groupName":"G","messageModel":"CLUSTERING","subscriptionDataSet":[{"classFilterMode":false,"codeSet":[2598919,2598920],"expressionType":"TAG","subString":"TagA || TagB","subVersion":1700000000000,"tagsSet":["TagA","TagB"],"topic":"T"}],"unitMode":false}],"heartbeatFingerprint":0,"producerDataSet":[{"groupName":"PG"}],"withoutSub":false}';

describe('decodeHeartbeatData', () => {
  it('reads the heartbeat of the protocol description', () => {
    const data = decodeHeartbeatData(Buffer.from(golden));
    expect(data).to.deep.equal(JSON.parse(golden));
    expect(data.consumerDataSet[0]?.subscriptionDataSet[0]?.codeSet).to.deep.equal(
      ['TagA', 'TagB'].map(javaHash),
    );
  });

  it('reads every recorded heartbeat', () => {
    const beats = goldenFrames.filter(
      ({ kind, code }) => kind === 'request' && code === RequestCode.HEART_BEAT,
    );
    expect(beats.length).to.be.above(50);
    for (const frame of beats) {
      const data = decodeHeartbeatData(bodyOf(frame));
      expect(data.clientID, frame.name).to.match(/@/);
      for (const { subscriptionDataSet } of data.consumerDataSet)
        for (const { topic, tagsSet, codeSet } of subscriptionDataSet) {
          expect(topic, frame.name).to.not.equal('');
          expect(codeSet, frame.name).to.have.members([...new Set(tagsSet.map(javaHash))]);
        }
    }
  });

  it('resolves a subscription that two groups share', () => {
    const shared = golden.replace(
      '],"heartbeatFingerprint"',
      ',{"groupName":"H","subscriptionDataSet":[{"$ref":"$.consumerDataSet[0].subscriptionDataSet[0]"}]}],"heartbeatFingerprint"',
    );
    const [first, second] = decodeHeartbeatData(Buffer.from(shared)).consumerDataSet;
    expect(second?.subscriptionDataSet).to.deep.equal(first?.subscriptionDataSet);
  });

  it('takes absent fields for their defaults', () => {
    expect(decodeHeartbeatData(Buffer.from('{"clientID":"c","consumerDataSet":[{}]}'))).to.deep.equal({
      clientID: 'c',
      producerDataSet: [],
      consumerDataSet: [
        {
          groupName: '',
          consumeType: 'CONSUME_PASSIVELY',
          messageModel: 'CLUSTERING',
          consumeFromWhere: 'CONSUME_FROM_LAST_OFFSET',
          unitMode: false,
          subscriptionDataSet: [],
        },
      ],
      heartbeatFingerprint: 0,
      withoutSub: false,
    });
  });

  for (const [what, body] of [
    ['an unknown model', '{"consumerDataSet":[{"messageModel":"SOMETIMES"}]}'],
    ['a code that is a text', '{"consumerDataSet":[{"subscriptionDataSet":[{"codeSet":["1"]}]}]}'],
    ['a tag that is a number', '{"consumerDataSet":[{"subscriptionDataSet":[{"tagsSet":[1]}]}]}'],
    ['a flag that is a text', '{"withoutSub":"true"}'],
    [
      'a version beyond 2^53',
      '{"consumerDataSet":[{"subscriptionDataSet":[{"subVersion":9223372036854775807}]}]}',
    ],
  ] as const)
    it(`refuses ${what}`, () => {
      expect(() => decodeHeartbeatData(Buffer.from(body))).to.throw(DecodeError, 'HeartbeatData');
    });
});

describe('encodeHeartbeatData', () => {
  it('writes what reads back the same', () => {
    const data = decodeHeartbeatData(Buffer.from(golden));
    expect(decodeHeartbeatData(encodeHeartbeatData(data))).to.deep.equal(data);
    expect(JSON.parse(encodeHeartbeatData(data).toString())).to.deep.equal(JSON.parse(golden));
  });
});
