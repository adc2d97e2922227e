import { type JavaClients, javaClientsOf } from '../../../tools/rocketmq/index.js';
import type { BrokerUnderTest } from '../../support/rocketmq/broker-under-test.js';

/** To be called in a suite: official Java clients of that version for all of its tests. */
export function useJavaClients(broker: () => BrokerUnderTest, version: string): () => JavaClients {
  let java: JavaClients;

  before('start the Java clients', async () => {
    java = await javaClientsOf(broker().nameServers, { version });
  });

  after(async () => {
    await java.stop();
  });

  return () => java;
}
