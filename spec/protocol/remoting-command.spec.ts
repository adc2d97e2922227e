import { inspect } from 'node:util';
import { expect } from 'chai';
import { decodeFrame, encodeFrame } from '../../src/protocol/frame-codec.js';
import { EmptyHeader } from '../../src/protocol/headers/empty-header.js';
import { GetMaxOffsetResponseHeader } from '../../src/protocol/headers/get-max-offset.js';
import { GetMinOffsetRequestHeader } from '../../src/protocol/headers/get-min-offset.js';
import { LanguageCode } from '../../src/protocol/language-code.js';
import {
  createOneway,
  createRequest,
  createResponse,
  RemotingCommand,
} from '../../src/protocol/remoting-command.js';
import { RequestCode } from '../../src/protocol/request-code.js';
import { ResponseCode } from '../../src/protocol/response-code.js';
import { headerVersion } from '../../src/protocol/version.js';

const header = { topic: 'T', queueId: 1 };
const request = createRequest(
  RequestCode.GET_MIN_OFFSET,
  GetMinOffsetRequestHeader,
  header,
  Buffer.from('body'),
);

describe('createRequest', () => {
  it('makes a call that expects an answer', () => {
    expect(request.isResponse).to.equal(false);
    expect(request.isOneway).to.equal(false);
    expect(request).to.include({ code: 31, opaque: 0, flag: 0 });
    expect(request.body?.toString()).to.equal('body');
  });

  it('computes the fields from its header', () => {
    expect(request.extFields).to.deep.equal({ topic: 'T', queueId: '1' });
    expect(createRequest(RequestCode.HEART_BEAT, EmptyHeader, {}).extFields).to.equal(undefined);
  });

  it('speaks as a client of unnamed language and of our version', () => {
    expect(request.language).to.equal(LanguageCode.OTHER);
    expect(request.version).to.equal(headerVersion);
  });

  it('may carry a remark', () => {
    expect(createRequest(37, EmptyHeader, {}, undefined, 'why').remark).to.equal('why');
    expect(request.remark).to.equal(undefined);
  });

  it('takes a body of any byte array without copying it', () => {
    const bytes = new Uint8Array([1, 2, 3, 4]).subarray(1, 3);
    const { body } = createRequest(10, EmptyHeader, {}, bytes);
    bytes[0] = 9;
    expect(body).to.deep.equal(Buffer.from([9, 3]));
  });
});

describe('createOneway', () => {
  it('makes a call that expects none', () => {
    const oneway = createOneway(RequestCode.UPDATE_CONSUMER_OFFSET, EmptyHeader, {});
    expect(oneway.isOneway).to.equal(true);
    expect(oneway.isResponse).to.equal(false);
    expect(oneway.flag).to.equal(2);
  });
});

describe('createResponse', () => {
  it('makes an answer with what it is given', () => {
    const answer = createResponse(ResponseCode.SUCCESS, {
      codec: GetMaxOffsetResponseHeader,
      header: { offset: 7 },
    });
    expect(answer.isResponse).to.equal(true);
    expect(answer.isOneway).to.equal(false);
    expect(answer.extFields).to.deep.equal({ offset: '7' });
  });

  it('needs nothing but a code', () => {
    const answer = decodeFrame(encodeFrame(createResponse(ResponseCode.SYSTEM_BUSY)));
    expect(answer).to.include({ code: 2, flag: 1, body: undefined, remark: undefined, extFields: undefined });
  });
});

describe('RemotingCommand', () => {
  it('is an answer first, whatever else its flag says', () => {
    const odd = new RemotingCommand(0, 1, 3, request.header, undefined);
    expect(odd.isResponse).to.equal(true);
    expect(odd.isOneway).to.equal(false);
  });

  it('gives a command with more fields and stays as it is', () => {
    const signed = request.withExtFields({ AccessKey: 'k', queueId: '2' }).withExtFields({ Signature: 's' });
    expect(signed.extFields).to.deep.equal({ topic: 'T', queueId: '2', AccessKey: 'k', Signature: 's' });
    expect(request.extFields).to.deep.equal({ topic: 'T', queueId: '1' });
    expect(signed.body).to.equal(request.body);
  });

  it('writes added fields over those of the header', () => {
    for (const serialize of ['json', 'binary'] as const) {
      const frame = encodeFrame(request.withExtFields({ queueId: '2', ns: 'n' }), { serialize });
      expect(decodeFrame(frame).extFields).to.deep.equal({ topic: 'T', queueId: '2', ns: 'n' });
    }
  });

  it('adds fields to a command that was received', () => {
    const received = decodeFrame(encodeFrame(request, { opaque: 5 }));
    const forwarded = received.withExtFields({ ns: 'n' });
    expect(forwarded).to.include({ code: 31, opaque: 5, flag: 0 });
    expect(decodeFrame(encodeFrame(forwarded)).extFields).to.deep.equal({
      topic: 'T',
      queueId: '1',
      ns: 'n',
    });
  });

  it('can be logged even if its header cannot be read or written', () => {
    const unwritable = createRequest(31, GetMinOffsetRequestHeader, { topic: 'T', queueId: NaN });
    expect(unwritable.toJSON()).to.deep.include({ code: 31, bodyBytes: 0 });
    expect(unwritable.toJSON()['unreadable']).to.include('queueId');
    const unreadable = decodeFrame(
      Buffer.concat([
        Buffer.from('0000002e0000002a', 'hex'),
        Buffer.from('{"code":0,"opaque":7,"flag":1,"remark":[]}'),
      ]),
    );
    expect(inspect(unreadable)).to.include('unreadable').and.include('opaque: 7');
  });

  it('shows neither credentials nor the body in logs', () => {
    const signed = request.withExtFields({ AccessKey: 'akey', Signature: 'asig', SecurityToken: 'atok' });
    for (const command of [signed, decodeFrame(encodeFrame(signed))]) {
      const logs = [
        JSON.stringify(command),
        inspect(command, { depth: 9 }),
        inspect({ command }, { showHidden: true }),
      ];
      for (const log of logs)
        expect(log)
          .to.include('T')
          .and.not.match(/akey|asig|atok|body"|626f6479/);
      expect(command.toJSON()).to.deep.equal({
        code: 31,
        language: 'OTHER',
        version: headerVersion,
        opaque: 0,
        flag: 0,
        extFields: { topic: 'T', queueId: '1', AccessKey: '***', Signature: '***', SecurityToken: '***' },
        bodyBytes: 4,
      });
    }
  });
});
