import { InvalidArgumentError } from '../errors/usage-error.js';
import type { ClientOptions } from './client-options.js';

/** Variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
type Found = Writable<Partial<ClientOptions>>;
type Read = (value: string, name: string, found: Found) => void;

function whole(value: string, name: string): number {
  if (!/^\d+$/.test(value)) throw new InvalidArgumentError(name, 'a whole number of milliseconds');
  return Number(value);
}

function oneOf<const T extends string>(value: string, name: string, ...values: readonly T[]): T {
  const found = values.find((one) => one === value);
  if (found === undefined)
    throw new InvalidArgumentError(name, `one of ${values.map((one) => `"${one}"`).join(', ')}`);
  return found;
}

const readers: Readonly<Record<string, Read>> = {
  ROCKETMQ_NAME_SERVERS: (value, _name, found) => (found.nameServers = value),
  ROCKETMQ_CLIENT_ID: (value, _name, found) => (found.clientId = value),
  ROCKETMQ_NAMESPACE: (value, _name, found) => (found.namespace = value),
  ROCKETMQ_SERIALIZE: (value, name, found) => (found.serialize = oneOf(value, name, 'json', 'binary')),
  ROCKETMQ_LANGUAGE: (value, name, found) => (found.language = oneOf(value, name, 'OTHER', 'NODE_JS')),
  ROCKETMQ_TLS: (value, name, found) => (found.tls = oneOf(value, name, 'true', 'false') === 'true'),
  ROCKETMQ_REQUEST_TIMEOUT_MS: (value, name, found) => (found.requestTimeoutMs = whole(value, name)),
  ROCKETMQ_HEARTBEAT_INTERVAL_MS: (value, name, found) => (found.heartbeatIntervalMs = whole(value, name)),
  ROCKETMQ_ROUTE_REFRESH_INTERVAL_MS: (value, name, found) =>
    (found.routeRefreshIntervalMs = whole(value, name)),
};

const accessKeyName = 'ROCKETMQ_ACCESS_KEY';
const secretKeyName = 'ROCKETMQ_SECRET_KEY';

/**
 * Options that stand in the environment, by the names below; empty and missing variables are left out. Nothing is read by itself:
 * `createClient({ ...optionsFromEnv(process.env), ...yours })`.
 *
 * | variable | option |
 * | --- | --- |
 * | `ROCKETMQ_NAME_SERVERS` | `nameServers`, `host:9876;host:9876` |
 * | `ROCKETMQ_CLIENT_ID`, `ROCKETMQ_NAMESPACE` | `clientId`, `namespace` |
 * | `ROCKETMQ_ACCESS_KEY`, `ROCKETMQ_SECRET_KEY`, `ROCKETMQ_SECURITY_TOKEN` | `credentials`; the first two together |
 * | `ROCKETMQ_TLS` | `tls`, `true` or `false` |
 * | `ROCKETMQ_SERIALIZE`, `ROCKETMQ_LANGUAGE` | `serialize`, `language` |
 * | `ROCKETMQ_REQUEST_TIMEOUT_MS`, `ROCKETMQ_HEARTBEAT_INTERVAL_MS`, `ROCKETMQ_ROUTE_REFRESH_INTERVAL_MS` | the same, in milliseconds |
 *
 * @throws {InvalidArgumentError} naming the variable, never its value
 */
export function optionsFromEnv(environment: Environment): Partial<ClientOptions> {
  const found: Found = {};
  for (const [name, read] of Object.entries(readers)) {
    const value = environment[name] ?? '';
    if (value !== '') read(value, name, found);
  }
  const accessKey = environment[accessKeyName] ?? '';
  const secretKey = environment[secretKeyName] ?? '';
  if ((accessKey === '') !== (secretKey === ''))
    throw new InvalidArgumentError(
      accessKey === '' ? accessKeyName : secretKeyName,
      'given too: keys come in pairs',
    );
  const securityToken = environment['ROCKETMQ_SECURITY_TOKEN'] ?? '';
  if (accessKey !== '')
    found.credentials = { accessKey, secretKey, ...(securityToken !== '' && { securityToken }) };
  return found;
}
