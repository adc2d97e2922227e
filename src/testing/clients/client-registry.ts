import type { ConsumerData } from '../../protocol/bodies/heartbeat-data.js';
import type { ClientPeer } from '../server/request-table.js';
import type { ClientDirectory, ConnectedClient } from './client-directory.js';
import { ConsumerGroup } from './consumer-group.js';

/**
 * Who is connected to a broker, by the groups that its heartbeats named. Everything hangs on the connection: what it told is
 * forgotten with it.
 *
 * @see apache/rocketmq 5.3.3 `broker/…/client/{ConsumerManager,ProducerManager}`
 */
export class ClientRegistry implements ClientDirectory {
  readonly #consumers = new Map<string, ConsumerGroup>();
  readonly #producers = new Map<string, Map<ClientPeer, ConnectedClient>>();
  /**
   * Producers by client id (Java `ProducerManager#clientChannelTable`). A client that leaves one of its groups, by whatever
   * connection, is out of this table although it is in others, and heartbeats that tell nothing new do not bring it back: seen on 5.3.3.
   */
  readonly #clients = new Map<string, ConnectedClient>();

  get isEmpty(): boolean {
    return this.#consumers.size === 0 && this.#producers.size === 0;
  }

  consumers(group: string): ConsumerGroup | undefined {
    return this.#consumers.get(group);
  }

  producers(group: string): readonly ConnectedClient[] {
    return [...(this.#producers.get(group)?.values() ?? [])];
  }

  consumerGroups(): readonly ConsumerGroup[] {
    return [...this.#consumers.values()];
  }

  producerGroups(): ReadonlyMap<string, readonly ConnectedClient[]> {
    return new Map([...this.#producers].map(([group, members]) => [group, [...members.values()]]));
  }

  producer(clientId: string): ConnectedClient | undefined {
    return this.#clients.get(clientId);
  }

  /**
   * Takes what a heartbeat says of one consumer group.
   *
   * @param withSubscriptions - false leaves the group's subscriptions as they are
   * @returns the group, and whether a member or a topic is new, or a topic gone
   */
  registerConsumer(
    client: ConnectedClient,
    data: ConsumerData,
    withSubscriptions: boolean,
  ): { readonly group: ConsumerGroup; readonly changed: boolean } {
    let group = this.#consumers.get(data.groupName);
    if (group === undefined) this.#consumers.set(data.groupName, (group = new ConsumerGroup(data.groupName)));
    const joined = group.join(client, data);
    const subscribed = withSubscriptions && group.updateSubscriptions(data.subscriptionDataSet);
    return { group, changed: joined || subscribed };
  }

  /** The group that the connection is no member of any more, or was none of; undefined when there is no such group. */
  unregisterConsumer(name: string, peer: ClientPeer): ConsumerGroup | undefined {
    const group = this.#consumers.get(name);
    group?.leave(peer);
    if (group?.isEmpty === true) this.#consumers.delete(name);
    return group;
  }

  registerProducer(client: ConnectedClient, group: string): void {
    let members = this.#producers.get(group);
    if (members === undefined) this.#producers.set(group, (members = new Map()));
    if (!members.has(client.peer)) this.#clients.set(client.clientId, client);
    members.set(client.peer, client);
  }

  unregisterProducer(group: string, peer: ClientPeer): void {
    const members = this.#producers.get(group);
    const client = members?.get(peer);
    members?.delete(peer);
    if (client !== undefined) this.#clients.delete(client.clientId);
    if (members?.size === 0) this.#producers.delete(group);
  }

  /** A connection is gone. Returns the consumer groups that it was a member of. */
  forget(peer: ClientPeer): readonly ConsumerGroup[] {
    for (const group of this.#producers.keys()) this.unregisterProducer(group, peer);
    const left = this.consumerGroups().filter((group) => group.leave(peer));
    for (const group of left) if (group.isEmpty) this.#consumers.delete(group.group);
    return left;
  }

  /** Forgets memberships that no heartbeat has renewed since `time`. Returns their connections. */
  removeSilent(time: number): readonly ClientPeer[] {
    const silent = new Set<ClientPeer>();
    const isSilent = ({ lastHeartbeatAt }: ConnectedClient): boolean => lastHeartbeatAt < time;
    for (const [group, members] of this.producerGroups())
      for (const { peer } of members.filter(isSilent)) {
        this.unregisterProducer(group, peer);
        silent.add(peer);
      }
    for (const { group, members } of this.consumerGroups())
      for (const { peer } of members.filter(isSilent)) {
        this.unregisterConsumer(group, peer);
        silent.add(peer);
      }
    return [...silent];
  }
}
