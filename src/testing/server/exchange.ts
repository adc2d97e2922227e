import type { RemotingCommand } from '../../protocol/remoting-command.js';

/** A request and what became of it. */
export interface Exchange {
  /** Who was asked: `broker-a`, `broker-a-slave-1`, `name-server-1`. */
  readonly server: string;
  /** The client's end of the connection, `host:port`. */
  readonly client: string;
  readonly request: RemotingCommand;
  /** Undefined for a oneway request, and where the real broker says nothing either. */
  readonly answer: RemotingCommand | undefined;
}
