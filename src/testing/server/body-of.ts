import type { RemotingCommand } from '../../protocol/remoting-command.js';

const nothing = Buffer.alloc(0);

/** The body of a request for a decoder, which refuses an absent one as it refuses an empty one. */
export function bodyOf({ body }: RemotingCommand): Buffer {
  return body ?? nothing;
}
