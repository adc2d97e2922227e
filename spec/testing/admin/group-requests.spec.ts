import { expect } from 'chai';
import {
  decodeGroupForbidden,
  decodeSubscriptionGroupConfig,
  decodeSubscriptionGroupWrapper,
  DeleteSubscriptionGroupRequestHeader,
  encodeSubscriptionGroupConfig,
  encodeSubscriptionGroupList,
  GetSubscriptionGroupConfigRequestHeader,
  RequestCode,
  UpdateGroupForbiddenRequestHeader,
} from '../../../src/protocol/index.js';
import { createGroupConfig } from '../../../src/testing/groups/group-config.js';
import { GroupPermissions } from '../../../src/testing/groups/group-permissions.js';
import { refusalOf } from '../support/ask.js';
import { administer } from './administer.js';

function setUp(...settings: Parameters<typeof administer>) {
  const broker = administer(...settings);
  return {
    ...broker,
    create: (body: Buffer) => broker.askPlainly(RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP, body),
    tell: (group: string) =>
      decodeSubscriptionGroupConfig(
        broker.ask(RequestCode.GET_SUBSCRIPTIONGROUP_CONFIG, GetSubscriptionGroupConfigRequestHeader, {
          group,
        }).body!,
      ),
    remove: (header: DeleteSubscriptionGroupRequestHeader) =>
      broker.ask(RequestCode.DELETE_SUBSCRIPTIONGROUP, DeleteSubscriptionGroupRequestHeader, header),
    forbid: (topic: string, readable?: boolean) =>
      decodeGroupForbidden(
        broker.ask(RequestCode.UPDATE_AND_GET_GROUP_FORBIDDEN, UpdateGroupForbiddenRequestHeader, {
          group: 'g',
          topic,
          readable,
        }).body!,
      ).readable,
    all: () =>
      decodeSubscriptionGroupWrapper(broker.askPlainly(RequestCode.GET_ALL_SUBSCRIPTIONGROUP_CONFIG).body!),
  };
}

describe('createGroupRequests', () => {
  it('makes groups and tells them', () => {
    const { create, tell } = setUp();
    const group = createGroupConfig('g', {
      retryMaxTimes: 2,
      consumeEnable: false,
      groupRetryPolicy: { type: 'CUSTOMIZED', customizedRetryPolicy: { next: [1000, 5000] } },
    });
    create(encodeSubscriptionGroupConfig(group));
    expect(tell('g')).to.deep.equal(group);
  });

  it('makes lists of groups', () => {
    const { askPlainly, state } = setUp();
    const groups = [createGroupConfig('a', { retryMaxTimes: 1 }), createGroupConfig('b')];
    askPlainly(RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP_LIST, encodeSubscriptionGroupList(groups));
    expect(state.groups.get('a')?.retryMaxTimes).to.equal(1);
    expect(state.groups.get('b')?.retryMaxTimes).to.equal(16);
  });

  it('refuses attributes, of which there are none for groups', () => {
    const { create } = setUp();
    const body = encodeSubscriptionGroupConfig(createGroupConfig('g', { attributes: { '+x': '1' } }));
    expect(refusalOf(() => create(body))).to.deep.equal({
      code: 1,
      remark: 'java.lang.RuntimeException: unsupported key: x',
    });
  });

  it('makes a group that is asked for, if brokers may do that', () => {
    expect(setUp().tell('new').groupName).to.equal('new');
    const { tell } = setUp({ config: { autoCreateSubscriptionGroup: false } });
    expect(refusalOf(() => tell('new'))).to.deep.equal({ code: 26, remark: 'No group in this broker' });
  });

  it('deletes groups, and their offsets when told to in the words of either version', () => {
    const { remove, state } = setUp();
    const deleted = (header: Omit<DeleteSubscriptionGroupRequestHeader, 'groupName'>) => {
      state.groups.put(createGroupConfig('g'));
      state.offsets.set('g', 'orders', 0, 1);
      remove({ groupName: 'g', ...header });
      expect(state.groups.get('g')).to.equal(undefined);
      return state.offsets.get('g', 'orders', 0);
    };
    expect(deleted({})).to.equal(1);
    expect(deleted({ cleanOffset: false })).to.equal(1);
    expect(deleted({ cleanOffset: true })).to.equal(undefined);
    expect(deleted({ removeOffset: true })).to.equal(undefined);
  });

  it('tells all groups, and what they may not do', () => {
    const { all, forbid, state } = setUp();
    state.groups.put(createGroupConfig('g'));
    forbid('orders', false);
    expect(all()).to.deep.include({ forbiddenTable: { g: { orders: 4 } } });
    expect(all().subscriptionGroupTable).to.have.all.keys('g');
    expect(all().dataVersion).to.deep.equal({ counter: 1, stateVersion: 0, timestamp: 0 });
  });

  it('forbids groups to read topics', () => {
    const { forbid, state } = setUp();
    const permissions = state.of(GroupPermissions);
    expect(forbid('orders')).to.equal(true);
    expect(forbid('orders', false)).to.equal(false);
    expect(forbid('bills', false)).to.equal(false);
    expect(permissions.mayRead('g', 'orders')).to.equal(false);
    expect(permissions.mayRead('other', 'orders')).to.equal(true);
    expect(forbid('orders', true)).to.equal(true);
    expect(permissions.mayRead('g', 'bills')).to.equal(true);
  });
});
