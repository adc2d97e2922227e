import { BodyReader } from '../body-reader.js';
import { type DataVersion, optionalDataVersion } from './data-version.js';
import { readSubscriptionGroupConfig, type SubscriptionGroupConfig } from './subscription-group-config.js';

/**
 * All consumer groups of a broker: the answer of GET_ALL_SUBSCRIPTIONGROUP_CONFIG (201), wire.md section 5.9.
 *
 * ```
 * {"dataVersion":{"counter":1,"stateVersion":0,"timestamp":1700000000000},"forbiddenTable":{"G":{"T":4}},
 *  "subscriptionGroupTable":{"G":{"groupName":"G",…}}}
 * ```
 *
 * Java `remoting/…/protocol/body/SubscriptionGroupWrapper`.
 */
export interface SubscriptionGroupWrapper {
  readonly subscriptionGroupTable: Readonly<Record<string, SubscriptionGroupConfig>>;
  /** What a group may not do with a topic, by group and topic: bits as in `Permission`. Absent on 4.9. */
  readonly forbiddenTable: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly dataVersion: DataVersion;
}

/** @throws {DecodeError} */
export function decodeSubscriptionGroupWrapper(body: Uint8Array): SubscriptionGroupWrapper {
  const wrapper = BodyReader.parse('SubscriptionGroupWrapper', body);
  return {
    subscriptionGroupTable: wrapper.entries('subscriptionGroupTable', (table, name) =>
      readSubscriptionGroupConfig(table.object(name)),
    ),
    forbiddenTable: wrapper.entries('forbiddenTable', (groups, group) =>
      groups.entries(group, (topics, topic) => topics.integer(topic)),
    ),
    dataVersion: optionalDataVersion(wrapper),
  };
}

export function encodeSubscriptionGroupWrapper(wrapper: SubscriptionGroupWrapper): Buffer {
  return Buffer.from(JSON.stringify(wrapper));
}
