import { encodeGroupForbidden } from '../../protocol/bodies/group-forbidden.js';
import {
  decodeSubscriptionGroupConfig,
  encodeSubscriptionGroupConfig,
} from '../../protocol/bodies/subscription-group-config.js';
import { decodeSubscriptionGroupList } from '../../protocol/bodies/subscription-group-list.js';
import { encodeSubscriptionGroupWrapper } from '../../protocol/bodies/subscription-group-wrapper.js';
import { DeleteSubscriptionGroupRequestHeader } from '../../protocol/headers/delete-subscription-group.js';
import { GetSubscriptionGroupConfigRequestHeader } from '../../protocol/headers/get-subscription-group-config.js';
import { UpdateGroupForbiddenRequestHeader } from '../../protocol/headers/update-group-forbidden.js';
import { RequestCode } from '../../protocol/request-code.js';
import { ResponseCode } from '../../protocol/response-code.js';
import type { BrokerServices } from '../broker/broker-services.js';
import type { GroupConfig } from '../groups/group-config.js';
import { GroupPermissions } from '../groups/group-permissions.js';
import { accept } from '../server/accept.js';
import { bodyOf } from '../server/body-of.js';
import { Refusal } from '../server/refusal.js';
import type { RequestTable } from '../server/request-table.js';

/** Consumer groups: made, changed, told and deleted (Java `AdminBrokerProcessor`). */
export function createGroupRequests(services: BrokerServices, startedAt: number): RequestTable {
  const { state } = services;
  const permissions = state.of(GroupPermissions);
  return {
    [RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP]: (request) => {
      update(services, decodeSubscriptionGroupConfig(bodyOf(request)));
      return accept();
    },

    [RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP_LIST]: (request) => {
      for (const group of decodeSubscriptionGroupList(bodyOf(request))) update(services, group);
      return accept();
    },

    [RequestCode.DELETE_SUBSCRIPTIONGROUP]: (request) => {
      const { groupName, cleanOffset, removeOffset } = DeleteSubscriptionGroupRequestHeader.read(request);
      state.groups.delete(groupName);
      if (cleanOffset === true || removeOffset === true) state.offsets.deleteGroup(groupName);
      return accept();
    },

    [RequestCode.GET_SUBSCRIPTIONGROUP_CONFIG]: (request) => {
      const { group } = GetSubscriptionGroupConfigRequestHeader.read(request);
      const config = state.groups.find(group, services.config.autoCreateSubscriptionGroup);
      if (config === undefined)
        throw new Refusal(ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST, 'No group in this broker');
      return accept(encodeSubscriptionGroupConfig(config));
    },

    [RequestCode.GET_ALL_SUBSCRIPTIONGROUP_CONFIG]: () => {
      const subscriptionGroupTable = Object.fromEntries(
        Array.from(state.groups.all(), (group) => [group.groupName, group]),
      );
      const dataVersion = { counter: state.groups.version, stateVersion: 0, timestamp: startedAt };
      const forbiddenTable = permissions.toTable();
      return accept(encodeSubscriptionGroupWrapper({ subscriptionGroupTable, forbiddenTable, dataVersion }));
    },

    [RequestCode.UPDATE_AND_GET_GROUP_FORBIDDEN]: (request) => {
      const { group, topic, readable } = UpdateGroupForbiddenRequestHeader.read(request);
      if (readable !== undefined) permissions.setReadable(group, topic, readable);
      return accept(encodeGroupForbidden({ group, topic, readable: permissions.mayRead(group, topic) }));
    },
  };
}

/** No attribute of a group is known to any broker. */
function update({ state }: BrokerServices, group: GroupConfig): void {
  const [attribute] = Object.keys(group.attributes);
  if (attribute !== undefined)
    throw new Refusal(
      ResponseCode.SYSTEM_ERROR,
      `java.lang.RuntimeException: unsupported key: ${attribute.slice(1)}`,
    );
  state.groups.put(group);
}
