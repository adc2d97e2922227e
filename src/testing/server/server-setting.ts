import type { Subject } from 'rxjs';
import type { RocketMQProtocolOptions } from '../../protocol/rocketmq-protocol.js';
import type { Runtime } from '../../runtime/runtime.js';
import type { Listen } from '../../transport/listener.js';
import type { Exchange } from './exchange.js';

/** What all servers of one embedded cluster have in common. */
export interface ServerSetting {
  /** By the server's name: `broker-a`, `broker-a-slave-1`, `name-server-1`. */
  readonly listen: (server: string) => Listen;
  readonly runtime: Runtime;
  readonly protocol: RocketMQProtocolOptions;
  /** Gets every request when it has been answered. */
  readonly exchanges: Subject<Exchange>;
}
