import { ConnectionLostError } from '../../errors/transport-error.js';
import type { Listen } from '../../transport/listener.js';
import type { FaultRegistry } from './fault-registry.js';
import { FaultyLink } from './faulty-link.js';

/**
 * The same way to listen, with links on which the faults of the registry strike.
 *
 * @param server - the name by which faults select it
 */
export function withFaults(listen: Listen, registry: FaultRegistry, server: string): Listen {
  return (endpoint, framer, onLink) =>
    listen(endpoint, framer, (link) => {
      const { address, localAddress } = link;
      if (!registry.admits({ server, address, localAddress })) {
        link.close(new ConnectionLostError(address, 'a fault refused it'));
        return;
      }
      const faulty = new FaultyLink(link, server, registry);
      registry.arrived(faulty);
      onLink(faulty);
    });
}
