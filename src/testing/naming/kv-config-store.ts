/** The KV configuration of one name server: texts by namespace and key (Java `KVConfigManager`). */
export class KVConfigStore {
  readonly #namespaces = new Map<string, Map<string, string>>();

  get(namespace: string, key: string): string | undefined {
    return this.#namespaces.get(namespace)?.get(key);
  }

  put(namespace: string, key: string, value: string): void {
    let table = this.#namespaces.get(namespace);
    if (table === undefined) this.#namespaces.set(namespace, (table = new Map()));
    table.set(key, value);
  }

  delete(namespace: string, key: string): void {
    this.#namespaces.get(namespace)?.delete(key);
  }

  /** All of a namespace; undefined when nothing was ever put there. */
  list(namespace: string): ReadonlyMap<string, string> | undefined {
    return this.#namespaces.get(namespace);
  }
}
