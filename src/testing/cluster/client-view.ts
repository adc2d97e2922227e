import type { ClientDirectory, ConnectedClient } from '../clients/client-directory.js';

/** A client that is connected to a broker, by what its heartbeats have told. */
export interface ClientView {
  readonly clientId: string;
  /** Its end of the connection, `host:port`. */
  readonly address: string;
  readonly brokerName: string;
  readonly producerGroups: readonly string[];
  readonly consumerGroups: readonly string[];
}

/** By client id; a client with several connections to the broker is one. */
export function viewClients(directory: ClientDirectory, brokerName: string): readonly ClientView[] {
  const views = new Map<string, { address: string; producers: Set<string>; consumers: Set<string> }>();
  const note = (
    { clientId, peer }: ConnectedClient,
    kind: 'producers' | 'consumers',
    group: string,
  ): void => {
    const view = views.get(clientId) ?? { address: peer.address, producers: new Set(), consumers: new Set() };
    view[kind].add(group);
    views.set(clientId, view);
  };
  for (const [group, members] of directory.producerGroups())
    for (const member of members) note(member, 'producers', group);
  for (const { group, members } of directory.consumerGroups())
    for (const member of members) note(member, 'consumers', group);
  return [...views].map(([clientId, { address, producers, consumers }]) => ({
    clientId,
    address,
    brokerName,
    producerGroups: [...producers],
    consumerGroups: [...consumers],
  }));
}
