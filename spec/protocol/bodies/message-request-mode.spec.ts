import { expect } from 'chai';
import { DecodeError } from '../../../src/errors/protocol-error.js';
import {
  decodeMessageRequestMode,
  decodeMessageRequestModes,
  encodeMessageRequestMode,
  encodeMessageRequestModes,
  type MessageRequestModeSetting,
} from '../../../src/protocol/bodies/message-request-mode.js';
import { RequestCode } from '../../../src/protocol/request-code.js';
import { bodyOf, goldenFrames } from '../support/golden.js';

describe('decodeMessageRequestMode', () => {
  it('reads every recorded body, which is written the same', () => {
    const recorded = goldenFrames.filter(
      ({ code, kind }) => code === RequestCode.SET_MESSAGE_REQUEST_MODE && kind === 'request',
    );
    expect(recorded).to.not.be.empty;
    for (const frame of recorded)
      expect(encodeMessageRequestMode(decodeMessageRequestMode(bodyOf(frame))), frame.name).to.deep.equal(
        bodyOf(frame),
      );
  });

  it('takes PULL for an absent mode and refuses an unknown one', () => {
    expect(decodeMessageRequestMode(Buffer.from('{}'))).to.include({ mode: 'PULL', popShareQueueNum: 0 });
    expect(() => decodeMessageRequestMode(Buffer.from('{"mode":"PUSH"}'))).to.throw(DecodeError);
  });
});

describe('encodeMessageRequestModes', () => {
  it('writes by topic and group what reads back the same', () => {
    const settings: MessageRequestModeSetting[] = [
      { topic: 'T', consumerGroup: 'G', mode: 'POP', popShareQueueNum: 0 },
      { topic: 'T', consumerGroup: 'H', mode: 'PULL', popShareQueueNum: 2 },
      { topic: 'U', consumerGroup: 'G', mode: 'POP', popShareQueueNum: -1 },
    ];
    const body = encodeMessageRequestModes(settings);
    expect(body.toString()).to.contain(
      '{"messageRequestModeMap":{"T":{"G":{"consumerGroup":"G","mode":"POP","popShareQueueNum":0,"topic":"T"},',
    );
    expect(decodeMessageRequestModes(body)).to.deep.equal(settings);
  });
});
