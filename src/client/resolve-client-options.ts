import { InvalidArgumentError } from '../errors/usage-error.js';
import {
  callable,
  type Check,
  integer,
  maybe,
  milliseconds,
  oneOf,
  option,
  required,
  resolveOptions,
  text,
} from '../internal/options.js';
import { defaultDelayLevelsMs } from '../consumer/delay-levels.js';
import { type RemotingOptions, resolveRemotingOptions } from '../remoting/remoting-options.js';
import type { RuntimeOverrides } from '../runtime/runtime.js';
import { formatEndpoint, parseEndpoint } from '../transport/endpoint.js';
import type { Connector } from '../transport/link.js';
import { resolveTlsOptions, type TlsOptions } from '../transport/tls-options.js';
import type { ClientOptions, ResolvedClientOptions } from './client-options.js';
import { guardSecrets } from './guard-secrets.js';

/** After this many milliseconds without a heartbeat a broker forgets a client (`channelExpiredTimeout`). */
const brokerExpiryMs = 120_000;

const addresses: Check<readonly string[]> = (value, path) => {
  const list = typeof value === 'string' ? value.split(';').filter((part) => part.trim() !== '') : value;
  if (!Array.isArray(list) || list.length === 0)
    throw new InvalidArgumentError(path, 'at least one address such as "localhost:9876"');
  const checked = list.map((address, index) => {
    if (typeof address !== 'string') throw new InvalidArgumentError(`${path}[${index}]`, 'a text');
    return formatEndpoint(parseEndpoint(address, `${path}[${index}]`));
  });
  return Object.freeze(checked);
};

const anObject = (value: unknown, path: string): object => {
  if (typeof value !== 'object' || value === null) throw new InvalidArgumentError(path, 'an object');
  return value;
};

const tlsChoice: Check<false | TlsOptions> = (value, path) => {
  if (value === true) return {};
  if (value === false) return false;
  const options = anObject(value, path) as TlsOptions;
  resolveTlsOptions(options, path);
  return Object.freeze(guardSecrets(options, ['key', 'passphrase']));
};

const delayLevels: Check<readonly number[]> = (value, path) => {
  if (!Array.isArray(value) || value.length === 0)
    throw new InvalidArgumentError(path, 'a list of milliseconds');
  return Object.freeze(value.map((level, index) => integer(1)(level, `${path}[${index}]`)));
};

/** As given, with the defaults left to who uses them. */
const remotingOptions: Check<RemotingOptions> = (value, path) => {
  const options = anObject(value, path);
  resolveRemotingOptions(options, path);
  return Object.freeze({ ...options });
};

/**
 * The only place with defaults and checks of {@link ClientOptions}.
 *
 * @throws {InvalidArgumentError} naming the option
 */
export function resolveClientOptions(options: ClientOptions): ResolvedClientOptions {
  const resolved = resolveOptions<ResolvedClientOptions>('options', options, {
    nameServers: required(addresses),
    clientId: maybe(text),
    serialize: option(oneOf('json', 'binary'), 'json'),
    language: option(oneOf('OTHER', 'NODE_JS'), 'OTHER'),
    tls: option(tlsChoice, false),
    requestTimeoutMs: option(milliseconds(1), 3000),
    heartbeatIntervalMs: option(integer(1000, brokerExpiryMs / 2), 30_000),
    routeRefreshIntervalMs: option(milliseconds(100), 30_000),
    missingTopicIntervalMs: option(milliseconds(100), 1000),
    delayLevelsMs: option(delayLevels, defaultDelayLevelsMs),
    remoting: option(remotingOptions, Object.freeze({})),
    connector: maybe(callable<Connector>()),
    runtime: option<RuntimeOverrides>(anObject, {}),
  });
  return withoutRuntimeInJson(resolved);
}

/** Schedulers and loggers refer to themselves, which JSON cannot. */
function withoutRuntimeInJson(options: ResolvedClientOptions): ResolvedClientOptions {
  const { runtime: _, ...rest } = options;
  return Object.freeze(Object.defineProperty({ ...options }, 'toJSON', { value: () => rest }));
}
