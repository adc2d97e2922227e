import { BodyReader } from '../body-reader.js';
import { readSubscriptionGroupConfig, type SubscriptionGroupConfig } from './subscription-group-config.js';

/**
 * The body of UPDATE_AND_CREATE_SUBSCRIPTIONGROUP_LIST (225), wire.md section 5.9.
 *
 * ```
 * {"groupConfigList":[{"groupName":"G",…}]}
 * ```
 *
 * Java `remoting/…/protocol/body/SubscriptionGroupList`. @throws {DecodeError}
 */
export function decodeSubscriptionGroupList(body: Uint8Array): SubscriptionGroupConfig[] {
  return BodyReader.parse('SubscriptionGroupList', body).objects(
    'groupConfigList',
    readSubscriptionGroupConfig,
  );
}

export function encodeSubscriptionGroupList(groupConfigList: readonly SubscriptionGroupConfig[]): Buffer {
  return Buffer.from(JSON.stringify({ groupConfigList }));
}
