import { expect } from 'chai';
import { decodeFrame } from '../../../src/protocol/frame-codec.js';
import { SendMessageRequestHeader } from '../../../src/protocol/headers/send-message.js';
import { SendMessageV2RequestHeader } from '../../../src/protocol/headers/send-message-v2.js';
import { goldenFrames } from '../support/golden.js';

const sends = goldenFrames.filter(({ code, kind }) => code === 310 && kind === 'request');

describe('SendMessageRequestHeader', () => {
  it('says what the second version says, under names in full', () => {
    expect(sends).to.not.be.empty;
    for (const { bytes, name } of sends) {
      const header = SendMessageV2RequestHeader.read(decodeFrame(bytes));
      const fields = SendMessageRequestHeader.write(header);
      const present = Object.entries(header).filter(([, value]) => value !== undefined);
      expect(fields, name).to.have.all.keys(present.map(([key]) => key));
      expect(SendMessageRequestHeader.read(fields), name).to.deep.equal(header);
    }
  });

  it('has the fields that Java demands', () => {
    const fields = SendMessageRequestHeader.write({
      producerGroup: 'g',
      topic: 't',
      defaultTopic: 'TBW102',
      defaultTopicQueueNums: 4,
      queueId: 0,
      sysFlag: 0,
      bornTimestamp: 1,
      flag: 0,
    });
    for (const name of Object.keys(fields)) {
      const { [name]: _, ...rest } = fields;
      expect(() => SendMessageRequestHeader.read(rest), name).to.throw(name);
    }
  });
});
