import { map } from 'rxjs';
import { text } from '../internal/options.js';
import type { Single } from '../internal/single.js';
import { ReadConfigValue } from '../naming/calls/kv-config.js';
import { ReadNameServerConfig, UpdateNameServerConfig } from '../naming/calls/name-server-config.js';
import type { ServerCall } from '../naming/server-call.js';
import type { AdminCallOptions } from './admin-options.js';
import type { Cluster } from './cluster.js';
import { checkServerSettings, type ServerSettings } from './server-settings.js';

/** How a name server is set. */
export interface NameServerConfigView {
  /** `host:port`. */
  readonly address: string;
  /** By their names in `namesrv.conf`. */
  readonly settings: Readonly<Record<string, string>>;
}

/** What a name server has stored. */
export interface NameServerValueView {
  /** `host:port`. */
  readonly address: string;
  /** Undefined when there is none. */
  readonly value: string | undefined;
}

/**
 * Name servers, and what is stored there by namespace and key. Made by `mq.admin()`.
 *
 * They do not tell each other: changes go to every one of the client's list, and err with {@link AdminFailedError} when one of
 * them failed. Questions about stored values go to one.
 */
export class NameServersAdmin {
  readonly #cluster: Cluster;

  /** @internal */
  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** The settings of every name server, in the order of the client's list. Cold. */
  config(options: AdminCallOptions = {}): Single<readonly NameServerConfigView[]> {
    return this.#cluster.command(options, () =>
      this.#cluster.names
        .callEach('read settings of name servers', withAddress(ReadNameServerConfig), undefined)
        .pipe(map((answers) => answers.map(({ address, value }) => ({ address, settings: value })))),
    );
  }

  /**
   * Changes settings of every name server while it runs; names that it does not know are ignored, and so are values of the wrong
   * kind. Cold. Some settings are locked.
   */
  updateConfig(settings: ServerSettings, options: AdminCallOptions = {}): Single<void> {
    return this.#cluster.command(options, () => {
      checkServerSettings(settings);
      return this.#cluster.names
        .callEach('change settings of name servers', UpdateNameServerConfig, settings)
        .pipe(map(() => undefined));
    });
  }

  /** A stored value. Cold. Emits undefined when there is none. */
  value(namespace: string, key: string, options: AdminCallOptions = {}): Single<string | undefined> {
    return this.#cluster.command(options, () => {
      checkKey(namespace, key);
      return this.#cluster.names.configValue(namespace, key);
    });
  }

  /** The same value as every name server has it, in the order of the client's list. Cold. */
  valueAtEach(
    namespace: string,
    key: string,
    options: AdminCallOptions = {},
  ): Single<readonly NameServerValueView[]> {
    return this.#cluster.command(options, () => {
      checkKey(namespace, key);
      const operation = `read ${namespace}.${key}`;
      return this.#cluster.names.callEach(operation, withAddress(ReadConfigValue), { namespace, key });
    });
  }

  /** Every stored value of a namespace, by key. Cold. */
  values(namespace: string, options: AdminCallOptions = {}): Single<Readonly<Record<string, string>>> {
    return this.#cluster.command(options, () => {
      text(namespace, 'namespace');
      return this.#cluster.names.configValues(namespace);
    });
  }

  /** Stores a value at every name server. Cold. */
  putValue(namespace: string, key: string, value: string, options: AdminCallOptions = {}): Single<void> {
    return this.#cluster.command(options, () => {
      checkKey(namespace, key);
      text(value, 'value');
      return this.#cluster.names.putConfigValue(namespace, key, value);
    });
  }

  /** Removes a value from every name server. Cold. Succeeds also when there is none. */
  deleteValue(namespace: string, key: string, options: AdminCallOptions = {}): Single<void> {
    return this.#cluster.command(options, () => {
      checkKey(namespace, key);
      return this.#cluster.names.deleteConfigValue(namespace, key);
    });
  }
}

function checkKey(namespace: string, key: string): void {
  text(namespace, 'namespace');
  text(key, 'key');
}

/** The same call, which tells who answered. */
function withAddress<Input, Value>(
  call: ServerCall<Input, Value>,
): ServerCall<Input, { readonly address: string; readonly value: Value }> {
  return {
    encode: (input) => call.encode(input),
    decode: (answer, context) => ({ address: context.address, value: call.decode(answer, context) }),
  };
}
