import {
  type ConsumerData,
  decodeHeartbeatData,
  type HeartbeatData,
} from '../../protocol/bodies/heartbeat-data.js';
import { HeartbeatResponseHeader } from '../../protocol/headers/heartbeat.js';
import type { RemotingCommand } from '../../protocol/remoting-command.js';
import type { BrokerServices } from '../broker/broker-services.js';
import { acceptWith } from '../server/accept.js';
import { bodyOf } from '../server/body-of.js';
import type { ClientPeer } from '../server/request-table.js';
import type { ConnectedClient } from './client-directory.js';
import type { ClientRegistry } from './client-registry.js';
import { notifyMembers } from './notify-members.js';
import { ensureRetryTopic } from '../topics/retry-topic.js';

/**
 * HEART_BEAT (34), of both versions (wire.md sections 8.2 and 8.3). Groups that are unknown, and not to be created, are passed
 * over without a word.
 *
 * @see apache/rocketmq 5.3.3 `broker/…/processor/ClientManageProcessor#heartBeat`
 */
export class HeartbeatReceiver {
  readonly #services: BrokerServices;
  readonly #registry: ClientRegistry;
  /** Of the last heartbeat of a group, whoever of its members sent it. */
  readonly #fingerprints = new Map<string, number>();

  constructor(services: BrokerServices, registry: ClientRegistry) {
    this.#services = services;
    this.#registry = registry;
  }

  receive(request: RemotingCommand, peer: ClientPeer): RemotingCommand {
    const data = decodeHeartbeatData(bodyOf(request));
    const client = this.#clientOf(data, request, peer);
    let isSubChange = data.heartbeatFingerprint === 0;
    for (const consumer of data.consumerDataSet) {
      if (this.#isNewFingerprint(consumer.groupName, data.heartbeatFingerprint)) isSubChange = true;
      this.#register(client, consumer, data);
    }
    for (const { groupName } of data.producerDataSet) this.#registry.registerProducer(client, groupName);
    return acceptWith(HeartbeatResponseHeader, { isSupportHeartbeatV2: true, isSubChange });
  }

  #clientOf({ clientID }: HeartbeatData, request: RemotingCommand, peer: ClientPeer): ConnectedClient {
    const { language, version } = request;
    return { clientId: clientID, peer, language, version, lastHeartbeatAt: this.#services.runtime.now() };
  }

  /** A group that was not heard of is unchanged: the real broker has it so. */
  #isNewFingerprint(group: string, fingerprint: number): boolean {
    const known = this.#fingerprints.get(group);
    return known !== undefined && known !== fingerprint;
  }

  #register(client: ConnectedClient, consumer: ConsumerData, data: HeartbeatData): void {
    const { config, state } = this.#services;
    const groupConfig = state.groups.find(consumer.groupName, config.autoCreateSubscriptionGroup);
    if (groupConfig === undefined) return;
    this.#fingerprints.set(consumer.groupName, data.heartbeatFingerprint);
    ensureRetryTopic(state.topics, groupConfig, {
      // Ordered when one of the group's topics is.
      order: consumer.subscriptionDataSet.some(({ topic }) => state.topics.get(topic)?.order === true),
      unitMode: consumer.unitMode,
    });
    const withSubscriptions = data.heartbeatFingerprint === 0 || !data.withoutSub;
    const { group, changed } = this.#registry.registerConsumer(client, consumer, withSubscriptions);
    if (changed && groupConfig.notifyConsumerIdsChangedEnable) notifyMembers(group);
  }
}
