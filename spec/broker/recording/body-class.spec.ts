import { expect } from 'chai';
import { bodyClass } from '../../../src/broker/recording/body-class.js';
import { RequestCode } from '../../../src/protocol/request-code.js';

const named = (...wanted: string[]): string[] =>
  Object.entries(RequestCode)
    .filter(([, code]) => [true, false].some((isReply) => wanted.includes(bodyClass(code, isReply))))
    .map(([name]) => name);

describe('bodyClass', () => {
  it('calls secret whatever administers users, access or the configuration of servers', () => {
    const secret = Object.keys(RequestCode).filter(
      (name) =>
        name.startsWith('AUTH_') ||
        /^(?:UPDATE|GET)_(?:BROKER|NAMESRV|CONTROLLER)_CONFIG$/.test(name) ||
        name.endsWith('_ACL_CONFIG'),
    );
    expect(named('secret')).to.have.members(secret);
  });

  it('calls user data the bodies of messages on their way, and whatever it does not know', () => {
    for (const code of [10, 310, 320, 324, 325, 326, 36, 100, 999_999]) {
      for (const isReply of [true, false]) expect(bodyClass(code, isReply), `${code}`).to.equal('user');
    }
  });

  it('knows which requests and which replies hold stored messages', () => {
    for (const code of [11, 361, 12, 33, 200_050, 200_052, 200_070])
      expect([bodyClass(code, false), bodyClass(code, true)]).to.deep.equal(['user', 'stored']);
    for (const code of [39, 309])
      expect([bodyClass(code, false), bodyClass(code, true)]).to.deep.equal(['stored', 'user']);
  });

  it('calls plain what a run cannot be understood without', () => {
    expect(named('plain')).to.include.members([
      'HEART_BEAT',
      'GET_ROUTEINFO_BY_TOPIC',
      'GET_CONSUMER_LIST_BY_GROUP',
      'LOCK_BATCH_MQ',
      'QUERY_ASSIGNMENT',
    ]);
  });

  it('takes a reply to an unknown request for secret', () => {
    expect(bodyClass(undefined, true)).to.equal('secret');
  });
});
