import { expect } from 'chai';
import { MaxOffset, MinOffset, SearchOffset } from '../../../src/broker/calls/queue-offset.js';
import { InvalidRequestError } from '../../../src/errors/broker-error.js';
import { GetMaxOffsetResponseHeader, RequestCode, ResponseCode } from '../../../src/protocol/index.js';
import { accept, refuse } from '../../support/stub-broker/stub-server.js';

const queue = { topic: 't', brokerName: 'b', queueId: 1 };
const context = { address: 'b:1', requestCode: 30 };
const fields = { topic: 't', queueId: '1', bname: 'b' };

for (const { name, command, code, extra, call } of [
  {
    name: 'MaxOffset',
    command: MaxOffset.encode(queue),
    code: RequestCode.GET_MAX_OFFSET,
    extra: {},
    call: MaxOffset,
  },
  {
    name: 'MinOffset',
    command: MinOffset.encode(queue),
    code: RequestCode.GET_MIN_OFFSET,
    extra: {},
    call: MinOffset,
  },
  {
    name: 'SearchOffset',
    command: SearchOffset.encode({ ...queue, timestamp: 1_700_000_000_000 }),
    code: RequestCode.SEARCH_OFFSET_BY_TIMESTAMP,
    extra: { timestamp: '1700000000000' },
    call: SearchOffset,
  },
]) {
  describe(name, () => {
    it('names the queue', () => {
      expect(command.code).to.equal(code);
      expect(command.extFields).to.deep.equal({ ...fields, ...extra });
    });

    it('gives the offset of the answer', () => {
      // The three answers have the same single field.
      expect(call.decode(accept(GetMaxOffsetResponseHeader, { offset: 12 }), context)).to.equal(12);
    });

    it('throws when it is refused', () => {
      const answer = refuse(ResponseCode.INVALID_PARAMETER);
      expect(() => call.decode(answer, context)).to.throw(InvalidRequestError);
    });
  });
}
