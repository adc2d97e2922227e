import type { HeartbeatService } from '../broker/heartbeat-service.js';
import { readerAddress, type ReaderSettings } from '../delivery/reader-address.js';
import type { MessageQueue } from '../message/message-queue.js';

export interface CommitPlaceSettings extends ReaderSettings {
  readonly heartbeats: Pick<HeartbeatService, 'connectionsTo'>;
}

/**
 * Names where a commit goes to now; another name when that is another broker, or the same over another connection: it may have crashed
 * and forgotten what it was told in its last five seconds, and a slave takes over what its master knows. Undefined when no route
 * names a broker.
 */
export function commitPlace(queue: MessageQueue, settings: CommitPlaceSettings): string | undefined {
  const address = readerAddress(queue, settings);
  return address === undefined ? undefined : `${address}#${settings.heartbeats.connectionsTo(address)}`;
}
