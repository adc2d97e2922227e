import { encodeConsumerList } from '../../protocol/bodies/consumer-list.js';
import { GetConsumerListByGroupRequestHeader } from '../../protocol/headers/get-consumer-list-by-group.js';
import { UnregisterClientRequestHeader } from '../../protocol/headers/unregister-client.js';
import type { RemotingCommand } from '../../protocol/remoting-command.js';
import { RequestCode } from '../../protocol/request-code.js';
import { ResponseCode } from '../../protocol/response-code.js';
import { Sweep } from '../../remoting/sweep.js';
import type { BrokerServices } from '../broker/broker-services.js';
import type { Feature } from '../broker/feature.js';
import { accept } from '../server/accept.js';
import { Refusal } from '../server/refusal.js';
import type { ClientPeer } from '../server/request-table.js';
import { checkClientConfig } from './check-client-config.js';
import type { ClientRegistry } from './client-registry.js';
import { notifyMembers } from './notify-members.js';
import { HeartbeatReceiver } from './heartbeat-receiver.js';

/** How often a broker looks for clients that are silent (Java `ClientHousekeepingService`). */
const scanIntervalMs = 10_000;

/**
 * Keeps `registry` by what clients say: HEART_BEAT (34), UNREGISTER_CLIENT (35), GET_CONSUMER_LIST_BY_GROUP (38) and
 * CHECK_CLIENT_CONFIG (46). Members of a group hear of every change (40).
 */
export function createClientFeature(services: BrokerServices, registry: ClientRegistry): Feature {
  const heartbeats = new HeartbeatReceiver(services, registry);
  const scan = new Sweep(services.runtime, scanIntervalMs, (now) => {
    for (const peer of registry.removeSilent(now - services.config.channelExpiredTimeout)) peer.close();
    return !registry.isEmpty;
  });
  return {
    requests: {
      [RequestCode.HEART_BEAT]: (request, peer) => {
        const answer = heartbeats.receive(request, peer);
        scan.wake();
        return answer;
      },
      [RequestCode.UNREGISTER_CLIENT]: (request, peer) => unregister(services, registry, request, peer),
      [RequestCode.GET_CONSUMER_LIST_BY_GROUP]: (request) => listConsumers(registry, request),
      [RequestCode.CHECK_CLIENT_CONFIG]: (request) => checkClientConfig(services.config, request),
    },
    peerGone: (peer) => {
      for (const group of registry.forget(peer)) notifyMembers(group);
    },
    stop: () => scan.stop(),
  };
}

function unregister(
  { state }: BrokerServices,
  registry: ClientRegistry,
  request: RemotingCommand,
  peer: ClientPeer,
): RemotingCommand {
  const { producerGroup, consumerGroup } = UnregisterClientRequestHeader.read(request);
  if (producerGroup !== undefined) registry.unregisterProducer(producerGroup, peer);
  const group = consumerGroup === undefined ? undefined : registry.unregisterConsumer(consumerGroup, peer);
  if (group !== undefined && state.groups.get(group.group)?.notifyConsumerIdsChangedEnable !== false)
    notifyMembers(group);
  return accept();
}

function listConsumers(registry: ClientRegistry, request: RemotingCommand): RemotingCommand {
  const { consumerGroup } = GetConsumerListByGroupRequestHeader.read(request);
  const group = registry.consumers(consumerGroup);
  if (group === undefined)
    throw new Refusal(ResponseCode.SYSTEM_ERROR, `no consumer for this group, ${consumerGroup}`);
  return accept(encodeConsumerList(group.members.map(({ clientId }) => clientId)));
}
