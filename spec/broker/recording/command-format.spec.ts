import { expect } from 'chai';
import fc from 'fast-check';
import { createCommandFormat } from '../../../src/broker/recording/command-format.js';
import { DecodeError } from '../../../src/errors/protocol-error.js';
import { OutgoingHeader } from '../../../src/protocol/command-header.js';
import { decodeFrame, encodeFrame } from '../../../src/protocol/frame-codec.js';
import { LanguageCode } from '../../../src/protocol/language-code.js';
import { RemotingCommand } from '../../../src/protocol/remoting-command.js';
import { RequestCode } from '../../../src/protocol/request-code.js';

type Parts = { readonly [Part in 'code' | 'flag']?: number } & {
  readonly remark?: string;
  readonly extFields?: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** A command as it comes from the wire. */
function received({ code = 34, flag = 0, remark, extFields, body }: Parts): RemotingCommand {
  const header = new OutgoingHeader(remark, undefined, undefined, extFields, LanguageCode.JAVA, 413);
  const bytes = body === undefined ? undefined : Buffer.from(body);
  return decodeFrame(encodeFrame(new RemotingCommand(code, 7, flag, header, bytes)));
}

const viewOf = ({ code, opaque, flag, language, version, remark, extFields, body }: RemotingCommand) => ({
  code,
  opaque,
  flag,
  language,
  version,
  remark,
  extFields: extFields && { ...extFields },
  body: body?.toString(),
});

describe('createCommandFormat', () => {
  it('makes of what was kept the same command again, with another opaque', () => {
    const names = fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme-ascii' });
    const any = fc.record({
      flag: fc.nat(3),
      remark: names,
      extFields: fc.dictionary(
        names.map((name) => `x${name}`),
        fc.string({ maxLength: 8 }),
        { minKeys: 1, maxKeys: 4, noNullPrototype: true },
      ),
      body: fc.string({ minLength: 1, maxLength: 30 }),
    });
    const format = createCommandFormat(true);
    fc.assert(
      fc.property(any, fc.nat(), (parts, opaque) => {
        const command = received(parts);
        const kept: unknown = JSON.parse(JSON.stringify(format.keep(command, 34)));
        const again = decodeFrame(format.encode(format.restore(kept as Record<string, unknown>), opaque));
        expect(viewOf(again)).to.deep.equal({ ...viewOf(command), opaque });
      }),
    );
  });

  it('names requests and replies for people', () => {
    const format = createCommandFormat(false);
    const name = (parts: Parts, answers?: number) => format.keep(received(parts), answers)['name'];
    expect(name({ code: RequestCode.PULL_MESSAGE })).to.equal('PULL_MESSAGE');
    expect(name({ code: 19, flag: 1 }, RequestCode.PULL_MESSAGE)).to.equal('PULL_NOT_FOUND');
  });

  it('keeps of bodies that are not wanted the length, of secret ones nothing, of plain ones all', () => {
    const format = createCommandFormat(false);
    const kept = (parts: Parts, answers?: number) => {
      const { body, blankBytes } = format.keep(received(parts), answers);
      return typeof body === 'string' ? Buffer.from(body, 'base64').toString() : blankBytes;
    };
    expect(kept({ code: RequestCode.SEND_MESSAGE_V2, body: 'hello' })).to.equal(5);
    expect(kept({ code: RequestCode.AUTH_CREATE_USER, body: 'hello' })).to.equal(undefined);
    expect(kept({ code: RequestCode.HEART_BEAT, body: 'hello' })).to.equal('hello');
    expect(kept({ code: 0, flag: 1, body: 'hello' }, RequestCode.GET_ROUTEINFO_BY_TOPIC)).to.equal('hello');
    expect(kept({ code: 0, flag: 1, body: 'hello' }, RequestCode.AUTH_GET_USER)).to.equal(undefined);
    expect(kept({ code: 0, flag: 1, body: 'hello' }, RequestCode.PULL_MESSAGE)).to.equal('\0'.repeat(5));
    expect(kept({ code: 0, flag: 1, body: 'hello' })).to.equal(undefined);
  });

  it('restores as many zeros as a body had bytes', () => {
    const format = createCommandFormat(false);
    const kept = format.keep(received({ code: RequestCode.SEND_MESSAGE_V2, body: 'hello' }), undefined);
    expect(format.restore(kept).body).to.deep.equal(Buffer.alloc(5));
  });

  it('takes the access key of a request out of the remark of the reply', () => {
    const format = createCommandFormat(false);
    format.keep(received({ extFields: { AccessKey: 'shop' } }), undefined);
    const { remark } = format.keep(received({ code: 1, flag: 1, remark: 'No account shop' }), 34);
    expect(remark).to.equal('No account ***');
  });

  it('finds sends alike whatever queue they choose, and pulls of one queue only', () => {
    const format = createCommandFormat(true);
    const likeness = (code: number, extFields: Readonly<Record<string, string>>): string =>
      format.likeness(received({ code, extFields }));
    const send = { a: 'shop', b: 'orders', e: '0', g: '1', i: 'UNIQ_KEY' };
    expect(likeness(310, send)).to.equal(likeness(310, { ...send, e: '3', g: '2', i: 'another' }));
    expect(likeness(310, send)).not.to.equal(likeness(310, { ...send, b: 'payments' }));
    expect(likeness(310, send)).not.to.equal(likeness(320, send));
    const pull = {
      topic: 'orders',
      queueId: '0',
      consumerGroup: 'billing',
      queueOffset: '5',
      subVersion: '1',
    };
    expect(likeness(11, pull)).to.equal(likeness(11, { ...pull, subVersion: '2', Signature: 's' }));
    for (const other of [{ queueId: '1' }, { topic: 'payments' }, { consumerGroup: 'other' }])
      expect(likeness(11, pull)).not.to.equal(likeness(11, { ...pull, ...other }));
  });

  it('takes what clients tell and ask by the clock for repeatable, and nothing that moves messages', () => {
    const format = createCommandFormat(true);
    const isRepeatable = (code: number): boolean => format.isRepeatable(received({ code }));
    for (const code of [RequestCode.HEART_BEAT, RequestCode.GET_ROUTEINFO_BY_TOPIC])
      expect(isRepeatable(code), `${code}`).to.equal(true);
    for (const code of [10, 310, 320, 11, 36, 37, 200_050, 200_051])
      expect(isRepeatable(code), `${code}`).to.equal(false);
  });

  it('takes for polls what brokers answer when there are messages', () => {
    const format = createCommandFormat(true);
    const polls = Object.values(RequestCode).filter((code) => format.isPoll(received({ code })));
    expect(polls).to.have.members([11, 361, 200_050, 200_054, 200_070]);
  });

  it('describes a request, and refuses it by a reply that says why', () => {
    const format = createCommandFormat(true);
    expect(format.describe(received({ code: 34 }))).to.equal('HEART_BEAT');
    const pull = received({ code: 11, extFields: { queueId: '0', topic: 'orders' } });
    expect(format.describe(pull)).to.equal('PULL_MESSAGE topic=orders queueId=0');
    expect(viewOf(format.refuse(pull, 'why'))).to.deep.include({ code: 1, flag: 1, remark: 'why' });
  });

  it('restores nothing that is no command', () => {
    expect(() => createCommandFormat(true).restore({ code: 1 })).to.throw(DecodeError);
  });
});
