import { expect } from 'chai';
import { inspect } from 'node:util';
import { encodeLockBatchRequestBody } from '../../../src/protocol/bodies/lock-batch.js';
import { decodeFrame, encodeFrame } from '../../../src/protocol/frame-codec.js';
import { EmptyHeader } from '../../../src/protocol/headers/empty-header.js';
import { createRequest, type RemotingCommand } from '../../../src/protocol/remoting-command.js';
import { versionOrdinal } from '../../../src/protocol/version.js';
import {
  type AccessAccount,
  type AccessControlOptions,
  resolveAccessControlOptions,
} from '../../../src/testing/access/access-control-options.js';
import { createAccessFeature } from '../../../src/testing/access/access-feature.js';
import { signatureOf } from '../../../src/protocol/request-signature.js';
import { Refusal } from '../../../src/testing/server/refusal.js';
import type { ClientPeer } from '../../../src/testing/server/request-table.js';
import { type GoldenFrame, goldenFrames } from '../../protocol/support/golden.js';
import { consumer, heartbeat, subscription } from '../clients/heartbeats.js';
import { makeServices } from '../support/make-services.js';
import { serveFeatures } from '../support/serve-features.js';

type Style = AccessControlOptions['style'];
type Fields = Readonly<Record<string, string>>;

const peer = { address: '10.0.0.7:4000' } as ClientPeer;
const user: AccessAccount = {
  accessKey: 'user1',
  secretKey: 'user-secret',
  topicPerms: { both: 'PUB|SUB', read: 'SUB', write: 'PUB', never: 'DENY' },
  groupPerms: { mine: 'SUB', closed: 'DENY' },
};

/** What is refused by one account's permissions, or the keys of it. */
function makeGuard(style: Style, settings: Partial<AccessAccount> = {}) {
  const account = { ...user, ...settings };
  const options = resolveAccessControlOptions({ accounts: [account], style });
  const feature = createAccessFeature(makeServices().services, options);
  const refusalOf = (request: RemotingCommand): Refusal | undefined => {
    try {
      feature.guard!(request, peer);
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
    return undefined;
  };
  const signed = (code: number, fields: Fields, body?: Uint8Array): RemotingCommand => {
    const request = createRequest(code, EmptyHeader, {}, body).withExtFields({
      ...fields,
      AccessKey: account.accessKey,
    });
    return request.withExtFields({ Signature: signatureOf(request, account.secretKey, () => true) });
  };
  const remarkOf = (code: number, fields: Fields, body?: Uint8Array): string | undefined =>
    refusalOf(signed(code, fields, body))?.message;
  return { feature, options, refusalOf, remarkOf, signed };
}

const exception = 'org.apache.rocketmq.acl.common.AclException: ';
const member = (group: string, ...topics: readonly string[]): Buffer =>
  heartbeat('c1', {
    consumerDataSet: [consumer(group, { subscriptionDataSet: topics.map((topic) => subscription(topic)) })],
  });
const locks = (consumerGroup: string, topic: string): Buffer =>
  encodeLockBatchRequestBody({
    clientId: 'c1',
    consumerGroup,
    mqSet: [{ topic, brokerName: 'b', queueId: 0 }],
    onlyThisBroker: false,
  });

/** Pairs of a recorded request to a broker and what the broker said. */
function recorded(set: string): { name: string; request: RemotingCommand; answer: GoldenFrame }[] {
  const frames = goldenFrames.filter(({ name }) => name.startsWith(`${set}/`));
  return frames.flatMap((frame) => {
    const answer = frames.find(
      ({ header, requestCode }) => header.opaque === frame.header.opaque && requestCode === frame.code,
    );
    const isForBroker = frame.kind === 'request' && frame.code !== 105;
    return isForBroker && answer !== undefined
      ? [{ name: frame.name, request: decodeFrame(frame.bytes), answer }]
      : [];
  });
}

describe('createAccessFeature', () => {
  const golden = {
    accessKey: 'goldenKey',
    secretKey: 'goldenSecret',
    admin: true,
    topicPerms: {},
    groupPerms: {},
  };

  for (const [style, set] of [
    ['4.9', '4.9.7-acl'],
    ['5.x', '5.3.3-auth'],
  ] as const)
    it(`refuses what a real broker refuses, in its words (${set})`, () => {
      const { refusalOf } = makeGuard(style, golden);
      const pairs = recorded(set);
      const refused = pairs.filter(
        ({ answer: { code, requestCode } }) => code === 16 || (code === 1 && requestCode !== 38),
      );
      expect(refused.length).to.be.above(10);
      for (const { name, request, answer } of pairs) {
        const refusal = refusalOf(request);
        if (refused.some((pair) => pair.name === name))
          expect([refusal?.code, refusal?.message], name).to.deep.equal([answer.code, answer.header.remark]);
        else expect(refusal?.message, name).to.equal(undefined);
      }
    });

  it('takes the signatures of the official clients', () => {
    const { refusalOf } = makeGuard('5.x', golden);
    const frames = goldenFrames.filter(
      ({ header, name }) => header.extFields?.['Signature'] !== undefined && name.includes('acl-signed'),
    );
    expect(frames.length).to.be.above(20);
    for (const { bytes, name } of frames)
      expect(refusalOf(decodeFrame(bytes))?.message, name).to.equal(undefined);
  });

  it('refuses what was changed on its way', () => {
    const { refusalOf, signed } = makeGuard('5.x');
    const request = signed(310, { a: 'p', b: 'write' }, Buffer.from('body'));
    expect(refusalOf(request)).to.equal(undefined);
    expect(refusalOf(request.withExtFields({ a: 'q' }))?.message).to.equal('check signature failed.');
    expect(refusalOf(request.withExtFields({ Signature: '' }))?.message).to.equal('check signature failed.');
    const { code, extFields } = request;
    const other = createRequest(code, EmptyHeader, {}, Buffer.from('Body')).withExtFields(extFields!);
    expect(refusalOf(other)?.message).to.equal('check signature failed.');
  });

  it('keeps the secrets out of what it shows', () => {
    const { feature, refusalOf } = makeGuard('5.x');
    const refusal = refusalOf(createRequest(10, EmptyHeader, {}).withExtFields({ AccessKey: 'user1' }));
    expect(`${inspect(feature, { depth: 9, showHidden: true })}${inspect(refusal)}`).to.not.contain(
      'user-secret',
    );
  });

  it('guards every request of a broker, answered or not', () => {
    const { clock, services } = makeServices();
    const handled: number[] = [];
    const handler = ({ code }: RemotingCommand): void => void handled.push(code);
    const { feature } = makeGuard('5.x');
    const { connect } = serveFeatures(
      clock,
      feature,
      { requests: { 15: handler } },
      createAccessFeature(services, {
        accounts: [],
        style: '5.x',
      }),
    );
    const { ask, tell } = connect();
    expect(ask(999, EmptyHeader, {})).to.include({ code: 16, remark: 'username cannot be null.' });
    tell(15, EmptyHeader, {});
    expect(handled).to.deep.equal([]);
  });

  describe('in the style of 4.9', () => {
    const denied = (what: string): string =>
      `${exception}No default permission for ${what}, org.apache.rocketmq.acl.plain.PlainPermissionManager.checkPerm(PlainPermissionManager.java:`;

    it('holds each command to the permissions that it needs', () => {
      const { remarkOf } = makeGuard('4.9');
      const allowed: readonly Parameters<typeof remarkOf>[] = [
        [10, { topic: 'both', group: 'p' }],
        [310, { b: 'write', a: 'p' }],
        [310, { b: '%RETRY%mine', a: 'mine' }],
        [310, { b: 'RMQ_SYS_TRACE_TOPIC', a: 'p' }],
        [10, { topic: '%RETRY%other', producerGroup: 'other' }],
        [36, { group: 'mine' }],
        [11, { topic: 'read', consumerGroup: 'mine' }],
        [11, { topic: '%RETRY%mine', consumerGroup: 'mine' }],
        [12, { topic: 'read' }],
        [34, {}, member('mine', 'read', '%RETRY%mine')],
        [35, { clientID: 'c1', producerGroup: 'p' }],
        [38, { consumerGroup: 'mine' }],
        [15, { topic: 'both', consumerGroup: 'mine' }],
        [320, { b: 'never', a: 'p' }],
        [30, { topic: 'never' }],
        [41, {}, locks('closed', 'never')],
      ];
      for (const request of allowed) expect(remarkOf(...request), `${request[0]}`).to.equal(undefined);
      const refused: readonly (readonly [string, ...Parameters<typeof remarkOf>])[] = [
        ['topic:read', 10, { topic: 'read', group: 'p' }],
        ['topic:unknown', 310, { b: 'unknown', a: 'p' }],
        ['group:other', 310, { b: '%RETRY%mine', a: 'other' }],
        ['group:closed', 36, { group: 'closed' }],
        ['topic:write', 11, { topic: 'write', consumerGroup: 'mine' }],
        ['group:closed', 11, { topic: 'read', consumerGroup: 'closed' }],
        ['topic:never', 12, { topic: 'never' }],
        ['topic:write', 34, {}, member('mine', 'read', 'write')],
        ['group:closed', 34, {}, member('closed')],
        ['group:other', 35, { clientID: 'c1', consumerGroup: 'other' }],
        ['group:other', 38, { consumerGroup: 'other' }],
        ['topic:write', 15, { topic: 'write', consumerGroup: 'mine' }],
      ];
      for (const [what, ...request] of refused)
        expect(remarkOf(...request), `${request[0]}`).to.match(
          new RegExp(`^${denied(what).replaceAll(/[().]/g, String.raw`\$&`)}6(?:05|10)\\)$`),
        );
    });

    it('falls back to the defaults for what is not named', () => {
      const { remarkOf } = makeGuard('4.9', { defaultTopicPerm: 'SUB|PUB', defaultGroupPerm: 'SUB' });
      expect(remarkOf(310, { b: 'unknown', a: 'p' })).to.equal(undefined);
      expect(remarkOf(11, { topic: 'unknown', consumerGroup: 'other' })).to.equal(undefined);
      expect(remarkOf(310, { b: 'read', a: 'p' })).to.contain('topic:read');
      expect(remarkOf(36, { group: 'closed' })).to.contain('group:closed');
    });

    it('keeps some commands for administrators', () => {
      const text = `${exception}Need admin permission for request code=17, but accessKey=user1 is not, org.apache.rocketmq.acl.plain.PlainPermissionManager.checkPerm(PlainPermissionManager.java:580)`;
      expect(makeGuard('4.9').refusalOf(makeGuard('4.9').signed(17, { topic: 'both' }))).to.include({
        code: 1,
        message: text,
      });
      for (const code of [17, 25, 215, 200, 207])
        expect(makeGuard('4.9', { admin: true }).remarkOf(code, { topic: 'never' })).to.equal(undefined);
    });

    it('lets administrators do everything, unless they were given permissions by name', () => {
      const free = { admin: true, topicPerms: {}, groupPerms: {} };
      expect(makeGuard('4.9', free).remarkOf(310, { b: 'any', a: 'p' })).to.equal(undefined);
      expect(makeGuard('4.9', { admin: true }).remarkOf(310, { b: 'any', a: 'p' })).to.contain('topic:any');
    });

    it('trusts addresses without a signature, not without a key', () => {
      const { refusalOf } = makeGuard('4.9', { whiteRemoteAddress: '10.0.0.*' });
      const request = createRequest(310, EmptyHeader, {}).withExtFields({ b: 'never' });
      expect(refusalOf(request.withExtFields({ AccessKey: 'user1' }))).to.equal(undefined);
      expect(refusalOf(request)?.message).to.contain('No accessKey is configured');
    });

    it('does not expect the mark of queries by unique key to be signed', () => {
      const { refusalOf, signed } = makeGuard('4.9');
      const request = signed(12, { topic: 'read' });
      expect(refusalOf(request.withExtFields({ _UNIQUE_KEY_QUERY: 'true' }))).to.equal(undefined);
    });
  });

  describe('in the style of 5.x', () => {
    const because = (what: string, reason: string): string =>
      `User:user1 has no permission to access ${what} from 10.0.0.7, ${reason}`;
    const unmatched = 'no matched policies.';
    const deny = 'the decision is deny.';

    it('holds each command to the permissions that it needs', () => {
      const { remarkOf } = makeGuard('5.x');
      const allowed: readonly Parameters<typeof remarkOf>[] = [
        [10, { topic: 'both', group: 'p' }],
        [310, { b: 'write', a: 'p' }],
        [320, { b: 'write', a: 'p' }],
        [310, { b: '%RETRY%mine', a: 'mine' }],
        [310, { b: '%RETRY%mine', a: ' ' }],
        [370, { topic: 'write' }],
        [37, { producerGroup: 'p' }],
        [37, { topic: 'write', producerGroup: 'p' }],
        [36, { group: 'mine' }],
        [11, { topic: 'read', consumerGroup: 'mine' }],
        [11, { topic: '%RETRY%other', consumerGroup: 'mine' }],
        [12, { topic: 'read' }],
        [14, { topic: 'read', consumerGroup: 'mine' }],
        [15, { topic: 'read', consumerGroup: 'mine' }],
        [34, {}, member('mine', 'read', '%RETRY%other')],
        [35, { clientID: 'c1', producerGroup: 'p' }],
        [35, { clientID: 'c1', consumerGroup: 'mine' }],
        [38, { consumerGroup: 'mine' }],
        [41, {}, locks('mine', 'read')],
        [42, {}, locks('mine', '%RETRY%other')],
        [200050, { consumerGroup: 'mine', topic: 'read' }],
        [200051, { consumerGroup: 'mine', topic: '%RETRY%mine' }],
        [309, { consumerGroup: 'mine' }],
        [325, { b: 'never', a: 'p' }],
        [25, {}],
      ];
      for (const request of allowed) expect(remarkOf(...request), `${request[0]}`).to.equal(undefined);
      const refused: readonly (readonly [string, string, ...Parameters<typeof remarkOf>])[] = [
        ['Topic:read', unmatched, 310, { b: 'read', a: 'p' }],
        ['Topic:never', deny, 320, { b: 'never', a: 'p' }],
        ['Group:closed', deny, 310, { b: '%RETRY%mine', a: 'closed' }],
        ['Topic:read', unmatched, 370, { topic: 'read' }],
        ['Topic:read', unmatched, 37, { topic: 'read', producerGroup: 'p' }],
        ['Topic:%RETRY%mine', unmatched, 12, { topic: '%RETRY%mine' }],
        ['Group:null', unmatched, 36, {}],
        ['Group:other', unmatched, 36, { group: 'other' }],
        ['Topic:write', unmatched, 11, { topic: 'write', consumerGroup: 'other' }],
        ['Group:other', unmatched, 11, { topic: 'read', consumerGroup: 'other' }],
        ['Topic:unknown', unmatched, 12, { topic: 'unknown' }],
        ['Group:other', unmatched, 14, { topic: 'read', consumerGroup: 'other' }],
        ['Topic:write', unmatched, 15, { topic: 'write', consumerGroup: 'mine' }],
        ['Group:closed', deny, 34, {}, member('closed', 'never')],
        ['Topic:never', deny, 34, {}, member('mine', 'never')],
        ['Group:other', unmatched, 35, { clientID: 'c1', consumerGroup: 'other' }],
        ['Group:other', unmatched, 38, { consumerGroup: 'other' }],
        ['Topic:write', unmatched, 41, {}, locks('mine', 'write')],
        ['Group:other', unmatched, 200050, { consumerGroup: 'other', topic: 'read' }],
        ['Group:other', unmatched, 200051, { consumerGroup: 'mine', topic: '%RETRY%other' }],
        ['Topic:read', unmatched, 30, { topic: 'read' }],
        ['Topic:both', unmatched, 17, { topic: 'both' }],
        ['Group:mine', unmatched, 208, { consumerGroup: 'mine', topicList: 'b;' }],
        ['Topic:b', unmatched, 208, { topicList: ';b;' }],
        ['Group:x', unmatched, 308, { filterGroups: 'x,mine', compareGroup: 'mine', topic: 'read' }],
        ['Cluster:cluster', unmatched, 315, { statsName: 'TPS' }],
      ];
      for (const [what, reason, ...request] of refused)
        expect(remarkOf(...request), `${request[0]}`).to.equal(because(what, reason));
    });

    it('falls back to the defaults for what is not named, or named for something else', () => {
      const { remarkOf } = makeGuard('5.x', { defaultTopicPerm: 'PUB', defaultGroupPerm: 'DENY' });
      expect(remarkOf(310, { b: 'unknown', a: 'p' })).to.equal(undefined);
      expect(remarkOf(310, { b: 'read', a: 'p' })).to.equal(undefined);
      expect(remarkOf(310, { b: 'never', a: 'p' })).to.equal(because('Topic:never', deny));
      expect(remarkOf(12, { topic: 'unknown' })).to.equal(because('Topic:unknown', unmatched));
      expect(remarkOf(38, { consumerGroup: 'other' })).to.equal(because('Group:other', deny));
      expect(remarkOf(38, { consumerGroup: 'mine' })).to.equal(undefined);
    });

    it('expects the mark of queries by unique key to be signed by clients from 4.9.4 on', () => {
      const { refusalOf, signed } = makeGuard('5.x');
      const request = signed(12, { topic: 'read' }).withExtFields({ _UNIQUE_KEY_QUERY: 'true' });
      const remarkFrom = (version: number): string | undefined =>
        refusalOf(decodeFrame(encodeFrame(request, { version })))?.message;
      expect(remarkFrom(versionOrdinal('V4_9_3')!)).to.equal(undefined);
      expect(remarkFrom(versionOrdinal('V4_9_4')!)).to.equal('check signature failed.');
    });

    it('lets administrators do everything', () => {
      const { remarkOf } = makeGuard('5.x', { admin: true });
      expect(remarkOf(310, { b: 'never', a: 'p' })).to.equal(undefined);
      expect(remarkOf(17, { topic: 'any' })).to.equal(undefined);
    });

    it('refuses bodies that it cannot read', () => {
      const { refusalOf, signed } = makeGuard('5.x');
      expect(refusalOf(signed(34, {}, Buffer.from('{')))).to.include({
        code: 16,
        message: 'parse authorization context error.',
      });
    });
  });
});
