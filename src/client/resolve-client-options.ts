import { InvalidArgumentError } from '../errors/usage-error.js';
import {
  callable,
  type Check,
  integer,
  maybe,
  oneOf,
  option,
  required,
  resolveOptions,
  text,
} from '../internal/options.js';
import { defaultDelayLevelsMs } from '../consumer/delay-levels.js';
import type { RemotingOptions } from '../remoting/remoting-options.js';
import type { RuntimeOverrides } from '../runtime/runtime.js';
import { formatEndpoint, parseEndpoint } from '../transport/endpoint.js';
import type { Connector } from '../transport/link.js';
import type { TlsOptions } from '../transport/tls-options.js';
import type { ClientOptions, ResolvedClientOptions } from './client-options.js';
import { guardSecrets } from './guard-secrets.js';

/** After this many milliseconds without a heartbeat a broker forgets a client (`channelExpiredTimeout`). */
const brokerExpiryMs = 120_000;

const addresses: Check<readonly string[]> = (value, path) => {
  const list = typeof value === 'string' ? value.split(';').filter((part) => part.trim() !== '') : value;
  if (!Array.isArray(list) || list.length === 0)
    throw new InvalidArgumentError(path, 'at least one address such as "localhost:9876"');
  return list.map((address, index) => {
    if (typeof address !== 'string') throw new InvalidArgumentError(`${path}[${index}]`, 'a text');
    return formatEndpoint(parseEndpoint(address, `${path}[${index}]`));
  });
};

const tlsChoice: Check<false | TlsOptions> = (value, path) => {
  if (value === true) return {};
  if (value === false) return false;
  return guardSecrets(anObject(value, path) as TlsOptions, ['key', 'passphrase']);
};

const delayLevels: Check<readonly number[]> = (value, path) => {
  if (!Array.isArray(value) || value.length === 0)
    throw new InvalidArgumentError(path, 'a list of milliseconds');
  return value.map((level, index) => integer(1)(level, `${path}[${index}]`));
};

/** Objects that are checked in full where they are used. */
const anObject = (value: unknown, path: string): object => {
  if (typeof value !== 'object' || value === null) throw new InvalidArgumentError(path, 'an object');
  return value;
};

/**
 * The only place with defaults and checks of {@link ClientOptions}.
 *
 * @throws {InvalidArgumentError} naming the option
 */
export function resolveClientOptions(options: ClientOptions): ResolvedClientOptions {
  return resolveOptions<ResolvedClientOptions>('options', options, {
    nameServers: required(addresses),
    clientId: maybe(text),
    serialize: option(oneOf('json', 'binary'), 'json'),
    language: option(oneOf('OTHER', 'NODE_JS'), 'OTHER'),
    tls: option(tlsChoice, false),
    requestTimeoutMs: option(integer(1), 3000),
    heartbeatIntervalMs: option(integer(1000, brokerExpiryMs / 2), 30_000),
    routeRefreshIntervalMs: option(integer(100), 30_000),
    missingTopicIntervalMs: option(integer(100), 1000),
    delayLevelsMs: option(delayLevels, defaultDelayLevelsMs),
    remoting: option<RemotingOptions>(anObject, {}),
    connector: maybe(callable<Connector>()),
    runtime: option<RuntimeOverrides>(anObject, {}),
  });
}
