import { consoleLogger } from '../runtime/console-logger.js';
import type { ClientOptions } from './client-options.js';

type Preset = Readonly<Omit<ClientOptions, 'nameServers'>>;

/**
 * Options for common situations: plain objects, to be spread before your own: `{ ...presets.testing, nameServers }`. What a preset
 * does not name keeps its default, and the defaults are those for production.
 */
export const presets = Object.freeze({
  /** A cluster on this machine: topics and routes that appear are found within a second. */
  development: Object.freeze<Preset>({
    routeRefreshIntervalMs: 1000,
    missingTopicIntervalMs: 200,
    remoting: { transport: { reconnect: { maxDelayMs: 1000 } } },
  }),

  /** A service among others: the defaults, by name. */
  production: Object.freeze<Preset>({
    requestTimeoutMs: 3000,
    heartbeatIntervalMs: 30_000,
    routeRefreshIntervalMs: 30_000,
    missingTopicIntervalMs: 1000,
  }),

  /** Tests in real time: everything is noticed quickly, and nothing is waited for long. */
  testing: Object.freeze<Preset>({
    requestTimeoutMs: 2000,
    heartbeatIntervalMs: 1000,
    routeRefreshIntervalMs: 500,
    missingTopicIntervalMs: 100,
    pool: { waitTimeoutMs: 1000 },
    remoting: {
      livenessTimeoutMs: 2000,
      transport: {
        connectTimeoutMs: 1000,
        closeTimeoutMs: 200,
        reconnect: { initialDelayMs: 20, maxDelayMs: 500 },
      },
    },
  }),

  /** Few connections that carry much: larger buffers, and more requests that may wait. Takes about 2 MiB for each connection. */
  highPerformance: Object.freeze<Preset>({
    remoting: {
      maxPendingRequests: 100_000,
      transport: {
        receiveBufferBytes: 1024 * 1024,
        outboxSlabBytes: 512 * 1024,
        highWaterMarkBytes: 4 * 1024 * 1024,
      },
    },
  }),

  /** The library tells the console what belongs to no stream and no error. */
  debug: Object.freeze<Preset>({ runtime: { logger: consoleLogger } }),
});
