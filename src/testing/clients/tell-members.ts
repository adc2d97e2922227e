import type { RemotingCommand } from '../../protocol/remoting-command.js';
import type { ConnectedClient } from './client-directory.js';

const ignored = { error: (): void => undefined };

/** Sends the same oneway to each of them. A connection that ends meanwhile has nobody left to be told. */
export function tellMembers(members: readonly ConnectedClient[], oneway: RemotingCommand): void {
  for (const { peer } of members) peer.invokeOneway(oneway).subscribe(ignored);
}
