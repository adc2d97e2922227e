import { bodyCall, commandCall, plainQuery, type PlainCall } from '../../naming/server-call.js';
import { decodeGroupForbidden } from '../../protocol/bodies/group-forbidden.js';
import {
  decodeSubscriptionGroupConfig,
  encodeSubscriptionGroupConfig,
  type SubscriptionGroupConfig,
} from '../../protocol/bodies/subscription-group-config.js';
import { encodeSubscriptionGroupList } from '../../protocol/bodies/subscription-group-list.js';
import {
  decodeSubscriptionGroupWrapper,
  type SubscriptionGroupWrapper,
} from '../../protocol/bodies/subscription-group-wrapper.js';
import { DeleteSubscriptionGroupRequestHeader } from '../../protocol/headers/delete-subscription-group.js';
import { EmptyHeader } from '../../protocol/headers/empty-header.js';
import { GetSubscriptionGroupConfigRequestHeader } from '../../protocol/headers/get-subscription-group-config.js';
import { UpdateGroupForbiddenRequestHeader } from '../../protocol/headers/update-group-forbidden.js';
import { createRequest } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import type { BrokerCall } from '../broker-call.js';

/** UPDATE_AND_CREATE_SUBSCRIPTIONGROUP (200): makes the group what the configuration says. */
export const UpdateGroup: BrokerCall<SubscriptionGroupConfig, void> = commandCall((config) =>
  createRequest(
    RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP,
    EmptyHeader,
    {},
    encodeSubscriptionGroupConfig(config),
  ),
);

/** UPDATE_AND_CREATE_SUBSCRIPTIONGROUP_LIST (225), 5.3.1 and newer: many at once. */
export const UpdateGroups: BrokerCall<readonly SubscriptionGroupConfig[], void> = commandCall((configs) =>
  createRequest(
    RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP_LIST,
    EmptyHeader,
    {},
    encodeSubscriptionGroupList(configs),
  ),
);

/** DELETE_SUBSCRIPTIONGROUP (207). Succeeds also without such a group. Its retry and dead letter topics stay. */
export const DeleteGroup: BrokerCall<
  {
    readonly group: string;
    /** Its committed offsets go too. */
    readonly withOffsets: boolean;
  },
  void
> = commandCall(({ group, withOffsets }) =>
  createRequest(RequestCode.DELETE_SUBSCRIPTIONGROUP, DeleteSubscriptionGroupRequestHeader, {
    groupName: group,
    cleanOffset: withOffsets,
    removeOffset: withOffsets,
  }),
);

/**
 * GET_SUBSCRIPTIONGROUP_CONFIG (352), 5.0 and newer. Errs without such a group (26), unless the broker makes groups by
 * itself.
 */
export const ReadGroupConfig: BrokerCall<string, SubscriptionGroupConfig> = bodyCall(
  (group) =>
    createRequest(RequestCode.GET_SUBSCRIPTIONGROUP_CONFIG, GetSubscriptionGroupConfigRequestHeader, {
      group,
    }),
  decodeSubscriptionGroupConfig,
);

/** GET_ALL_SUBSCRIPTIONGROUP_CONFIG (201): every group, those of the broker itself included. */
export const ReadGroupConfigs: PlainCall<SubscriptionGroupWrapper> = plainQuery(
  RequestCode.GET_ALL_SUBSCRIPTIONGROUP_CONFIG,
  decodeSubscriptionGroupWrapper,
);

/** UPDATE_AND_GET_GROUP_FORBIDDEN (353), 5.0 and newer: sets, and tells, whether the group may read the topic. */
export const GroupReadability: BrokerCall<
  {
    readonly group: string;
    readonly topic: string;
    /** Undefined: nothing is changed. */
    readonly readable?: boolean | undefined;
  },
  boolean
> = bodyCall(
  (request) =>
    createRequest(RequestCode.UPDATE_AND_GET_GROUP_FORBIDDEN, UpdateGroupForbiddenRequestHeader, request),
  (body) => decodeGroupForbidden(body).readable,
);
