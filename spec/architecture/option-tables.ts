import { resolveAdminOptions } from '../../src/admin/admin-options.js';
import { resolveRecordOptions } from '../../src/broker/recording/record-options.js';
import { resolveReplayOptions } from '../../src/broker/recording/replay.js';
import { resolveClientOptions } from '../../src/client/resolve-client-options.js';
import { resolveConsumerOptions } from '../../src/consumer/resolve-consumer-options.js';
import { resolveDecodeOptions } from '../../src/delivery/operators/decode.js';
import { resolveHandleOptions } from '../../src/delivery/operators/handle.js';
import { resolveNameServersFromHttpOptions } from '../../src/naming/name-servers-from-http.js';
import { resolveProducerOptions } from '../../src/producer/resolve-producer-options.js';
import { resolveSendAllOptions } from '../../src/producer/stream/stream-options.js';
import { resolveTransactionOptions } from '../../src/producer/transaction/resolve-transaction-options.js';
import { resolveConnectionPoolOptions } from '../../src/remoting/connection-pool-options.js';
import { resolveRemotingOptions } from '../../src/remoting/remoting-options.js';
import { resolveBrokerOptions } from '../../src/testing/resolve-broker-options.js';
import { resolveTlsOptions } from '../../src/transport/tls-options.js';
import { resolveTransportOptions } from '../../src/transport/transport-options.js';

const required = Symbol('required');

type Defaults = Readonly<Record<string, unknown>>;

const producer = resolveProducerOptions({ group: 'g' });
const { batching, trace } = resolveProducerOptions({ group: 'g', batching: {}, trace: true });
const consumer = resolveConsumerOptions({ group: 'g', subscribe: { t: '*' } });
const client = resolveClientOptions({ nameServers: 'localhost:9876' });
const { toJSON: _, ...clientDefaults } = client as unknown as Record<string, unknown>;

/** The defaults of each heading of docs/options.md, as the code fills them in. */
export const optionDefaults: Readonly<Record<string, Defaults>> = {
  Client: { ...clientDefaults, nameServers: required },
  Producer: { ...producer, group: required },
  'Producer compression': { ...producer.compression },
  'Producer batching': { ...batching },
  'Producer trace': { ...trace },
  'Streams of sends': {
    ...resolveSendAllOptions({ overflow: 'error' }, producer.maxInFlight),
    overflow: 'wait',
  },
  Transaction: { ...resolveTransactionOptions({}) },
  Consumer: { ...consumer, group: required, subscribe: required },
  Handling: { ...resolveHandleOptions({}) },
  Decoding: { ...resolveDecodeOptions({}) },
  Admin: { ...resolveAdminOptions({}) },
  Window: { ...consumer.window },
  Pull: { ...consumer.pull },
  'Connection pool': { ...resolveConnectionPoolOptions() },
  Remoting: { ...resolveRemotingOptions() },
  Transport: { ...resolveTransportOptions() },
  Reconnect: { ...resolveTransportOptions().reconnect },
  TLS: { ...resolveTlsOptions({}) },
  'Name servers by HTTP': { ...resolveNameServersFromHttpOptions() },
  Record: { ...resolveRecordOptions() },
  Replay: { ...resolveReplayOptions() },
  'Embedded broker': { ...resolveBrokerOptions() },
};

/** A default as the page writes it: a look at a value, not at what is in an object. */
export function describeDefault(value: unknown): string {
  if (value === required) return 'required';
  if (value === undefined) return 'none';
  if (typeof value === 'number') return value.toLocaleString('en');
  if (typeof value === 'string' || typeof value === 'boolean') return `\`${value}\``;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : `${value.length} values`;
  return 'below';
}
