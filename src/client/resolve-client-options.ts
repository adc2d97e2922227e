import { defer, isObservable, type Observable } from 'rxjs';
import { resolveBrokerManagerOptions } from '../broker/manager/broker-manager-options.js';
import type { Credentials } from '../broker/handlers/credentials.js';
import { checkCredentials } from '../broker/handlers/current-credentials.js';
import { InvalidArgumentError } from '../errors/usage-error.js';
import {
  boolean,
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
import {
  checkNameServers,
  type NameServerAddresses,
  type NameServerSource,
} from '../naming/name-server-list.js';
import { type AnyCodec, checkCodec } from '../payload/codec.js';
import { type CompressionAlgorithm, createCompressionRegistry } from '../payload/compression.js';
import { resolveConnectionPoolOptions } from '../remoting/connection-pool-options.js';
import { resolveRemotingOptions } from '../remoting/remoting-options.js';
import type { RuntimeOverrides } from '../runtime/runtime.js';
import type { Connector } from '../transport/link.js';
import { resolveTlsOptions, type TlsOptions } from '../transport/tls-options.js';
import type { ClientOptions, ResolvedClientOptions } from './client-options.js';
import { guardSecrets } from './guard-secrets.js';

type CommandHandler = ResolvedClientOptions['handlers'][number];
type CommandInterceptor = ResolvedClientOptions['interceptors'][number];

/** After this many milliseconds without a heartbeat a broker forgets a client (`channelExpiredTimeout`). */
const brokerExpiryMs = 120_000;

const nameServers: Check<ResolvedClientOptions['nameServers']> = (value, path) =>
  isObservable(value) || typeof value === 'function'
    ? (value as Exclude<NameServerSource, NameServerAddresses>)
    : checkNameServers(value, path);

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

const aList = (value: unknown, path: string): readonly unknown[] => {
  if (!Array.isArray(value)) throw new InvalidArgumentError(path, 'a list');
  return value;
};

/** A subject shows its value to whoever looks at the options; what is deferred shows nothing. */
const credentials: Check<Credentials | Observable<Credentials>> = (value, path) =>
  isObservable(value)
    ? defer(() => value as Observable<Credentials>)
    : Object.freeze(guardSecrets(checkCredentials(value, path), ['secretKey', 'securityToken']));

const handlers: Check<readonly CommandHandler[]> = (value, path) => {
  const list = aList(value, path) as readonly CommandHandler[];
  list.forEach((handler, index) => {
    anObject(handler, `${path}[${index}]`);
    text(handler.name, `${path}[${index}].name`);
  });
  return Object.freeze([...list]);
};

const interceptors: Check<readonly CommandInterceptor[]> = (value, path) => {
  const list = aList(value, path) as readonly CommandInterceptor[];
  list.forEach((interceptor, index) => callable()(interceptor, `${path}[${index}]`));
  return Object.freeze([...list]);
};

const codecs: Check<readonly AnyCodec[]> = (value, path) => {
  const list = aList(value, path) as readonly AnyCodec[];
  list.forEach((codec, index) => checkCodec(codec, `${path}[${index}]`));
  return Object.freeze([...list]);
};

const compressions: Check<readonly CompressionAlgorithm[]> = (value, path) => {
  const list = aList(value, path) as readonly CompressionAlgorithm[];
  createCompressionRegistry(list);
  return Object.freeze([...list]);
};

/** As given and checked, with the defaults left to who uses them. */
const asGiven =
  <T extends object>(resolve: (options: T, path: string) => unknown): Check<T> =>
  (value, path) => {
    const options = anObject(value, path) as T;
    resolve(options, path);
    return Object.freeze({ ...options });
  };

/**
 * The only place with defaults and checks of {@link ClientOptions}.
 *
 * @throws {InvalidArgumentError} naming the option
 */
export function resolveClientOptions(options: ClientOptions): ResolvedClientOptions {
  const resolved = resolveOptions<ResolvedClientOptions>('options', options, {
    nameServers: required(nameServers),
    clientId: maybe(text),
    serialize: option(oneOf('json', 'binary'), 'json'),
    language: option(oneOf('OTHER', 'NODE_JS'), 'OTHER'),
    tls: option(tlsChoice, false),
    requestTimeoutMs: option(milliseconds(1), 3000),
    heartbeatIntervalMs: option(integer(1000, brokerExpiryMs / 2), 30_000),
    routeRefreshIntervalMs: option(milliseconds(100), 30_000),
    missingTopicIntervalMs: option(milliseconds(100), 1000),
    delayLevelsMs: option(delayLevels, defaultDelayLevelsMs),
    credentials: maybe(credentials),
    namespace: maybe(text),
    unitName: maybe(text),
    unitMode: option(boolean, false),
    vipChannel: option(boolean, false),
    handlers: option(handlers, Object.freeze([])),
    interceptors: option(interceptors, Object.freeze([])),
    brokers: option(asGiven(resolveBrokerManagerOptions), Object.freeze({})),
    codecs: option(codecs, Object.freeze([])),
    compressions: option(compressions, Object.freeze([])),
    remoting: option(asGiven(resolveRemotingOptions), Object.freeze({})),
    pool: option(asGiven(resolveConnectionPoolOptions), Object.freeze({})),
    connector: maybe(callable<Connector>()),
    runtime: option<RuntimeOverrides>(anObject, {}),
  });
  checkForgetting(resolved);
  return withoutRuntimeInJson(resolved);
}

/** A connection that is closed between two heartbeats takes its groups with it: the broker forgets them with the connection. */
function checkForgetting({ heartbeatIntervalMs, pool }: ResolvedClientOptions): void {
  const { forgetAfterMs } = resolveConnectionPoolOptions(pool);
  if (forgetAfterMs !== 0 && forgetAfterMs <= heartbeatIntervalMs)
    throw new InvalidArgumentError(
      'options.pool.forgetAfterMs',
      `0 or more than heartbeatIntervalMs, which is ${heartbeatIntervalMs}, not ${forgetAfterMs}`,
    );
}

/** Schedulers and loggers refer to themselves, which JSON cannot. */
function withoutRuntimeInJson(options: ResolvedClientOptions): ResolvedClientOptions {
  const { runtime: _, ...rest } = options;
  return Object.freeze(Object.defineProperty({ ...options }, 'toJSON', { value: () => rest }));
}
