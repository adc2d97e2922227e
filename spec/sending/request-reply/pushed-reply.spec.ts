import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { DecodeError } from '../../../src/errors/protocol-error.js';
import { createDecompress } from '../../../src/payload/decompress.js';
import { createRequest, EmptyHeader, RequestCode } from '../../../src/protocol/index.js';
import { readPushedReply } from '../../../src/sending/request-reply/pushed-reply.js';
import { readScenario } from '../../testing/recorded/recorded-scenario.js';
import { pushOf } from './pushed-replies.js';

const code = RequestCode.PUSH_REPLY_MESSAGE_TO_CLIENT;

interface JavaReply {
  readonly replyBody: string;
  readonly replyProperties: Readonly<Record<string, string>>;
}

/** What Java's requester made of the same bytes. */
const javaReply = (set: string): JavaReply =>
  JSON.parse(
    readFileSync(join(import.meta.dirname, '../../fixtures/wire', set, 'request-reply.expect.json'), 'utf8'),
  ) as JavaReply;

describe('readPushedReply', () => {
  for (const set of ['4.9.7', '5.3.3', '5.3.3-binary']) {
    it(`reads what a broker pushed as Java does, of the recordings ${set}`, () => {
      const { replyBody, replyProperties } = javaReply(set);
      const pushes = readScenario(set, 'request-reply').frames.filter(
        ({ command, kind }) => command.code === code && kind === 'request',
      );
      const replies = pushes.map(({ command }) =>
        readPushedReply(command, Number(replyProperties['ARRIVE_TIME'])),
      );
      expect(replies.map(({ body, properties }) => [body.toString(), { ...properties }])).to.deep.equal([
        [replyBody, replyProperties],
      ]);
    });
  }

  it('takes the other fields as they are', () => {
    const { topic, queueId, flag, bornTimestamp, bornHost, storeTimestamp, storeHost, reconsumeTimes } =
      readPushedReply(pushOf({ A: '1' }), 20);
    expect({
      topic,
      queueId,
      flag,
      bornTimestamp,
      bornHost,
      storeTimestamp,
      storeHost,
      reconsumeTimes,
    }).to.deep.equal({
      topic: 'cluster_REPLY_TOPIC',
      queueId: 1,
      flag: 3,
      bornTimestamp: 17,
      bornHost: '10.0.0.9:50000',
      storeTimestamp: 18,
      storeHost: '10.0.0.1:10911',
      reconsumeTimes: 0,
    });
  });

  it('keeps a compressed body as it came, with the flag that says so', () => {
    const zlib = 0x301;
    const reply = readPushedReply(pushOf({}, { sysFlag: zlib }), 20);
    expect([reply.isCompressed, reply.body.toString()]).to.deep.equal([true, 'pong']);
    expect(() => createDecompress(1000)(reply)).to.throw(DecodeError);
  });

  it('reads hosts with IPv6 addresses, which come without brackets', () => {
    const { bornHost, storeHost } = readPushedReply(
      pushOf({}, { bornHost: 'fd00::9:50000', storeHost: 'fd00::1:10911' }),
      20,
    );
    expect([bornHost, storeHost]).to.deep.equal(['[fd00::9]:50000', '[fd00::1]:10911']);
  });

  it('does not lose a reply over a host without an address', () => {
    const reply = readPushedReply(
      pushOf({}, { bornHost: 'unresolved', storeHost: 'broker.local:10911' }),
      20,
    );
    expect([reply.bornHost, reply.storeHost, reply.body.toString()]).to.deep.equal([
      '0.0.0.0:0',
      '0.0.0.0:0',
      'pong',
    ]);
  });

  it('reads a reply without a body or properties', () => {
    const reply = readPushedReply(pushOf({}, { properties: '' }, ''), 20);
    expect([reply.body.length, { ...reply.properties }]).to.deep.equal([0, { ARRIVE_TIME: '20' }]);
  });

  it('refuses a push without what it must have', () => {
    expect(() => readPushedReply(createRequest(code, EmptyHeader, {}), 20)).to.throw(DecodeError);
  });

  it('owns its bytes', () => {
    const push = pushOf({ A: '1' });
    const reply = readPushedReply(push, 20);
    push.body?.fill(0);
    expect(reply.body.toString()).to.equal('pong');
  });
});
