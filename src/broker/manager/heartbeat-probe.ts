import type { Observable } from 'rxjs';
import type { BrokerClient } from '../broker-client.js';

/** Asks a broker for a sign of life. Cold: one question per subscription; errs when there is none within `timeoutMs`. */
export type BrokerProbe = (client: BrokerClient, timeoutMs: number) => Observable<unknown>;

/**
 * A heartbeat that names no group: every broker answers it, it changes nothing there, and access control asks for no permission
 * beyond valid credentials.
 */
export function createHeartbeatProbe(clientId: string): BrokerProbe {
  return (client, timeoutMs) =>
    client.heartbeat(
      {
        clientID: clientId,
        producerDataSet: [],
        consumerDataSet: [],
        heartbeatFingerprint: 0,
        withoutSub: false,
      },
      { timeoutMs },
    );
}
