import type { HeaderFields } from '../../protocol/header-codec.js';

const mask = '***';

/** Fields that hold credentials, whatever the case: of signed requests, and of requests that administer credentials. */
const secretField = /^(?:accesskey|secretkey|signature|securitytoken|password)$/i;

/** Credentials change seldom. */
const maxKnownSecrets = 64;

/**
 * Takes credentials out of headers. Fields are known by their names; the values they had are looked for in remarks, because brokers
 * quote the access key that they refuse.
 */
export class SecretMask {
  readonly #known = new Set<string>();

  /** @param all - whether every field is secret */
  fields(fields: HeaderFields, all: boolean): Record<string, string> {
    return Object.fromEntries(
      Object.entries(fields).map(([name, value]) => {
        const isSecret = secretField.test(name);
        // Each signature is another one, and no broker repeats it.
        if (isSecret && name !== 'Signature') this.#learn(value);
        return [name, isSecret || all ? mask : value];
      }),
    );
  }

  /** @param all - whether anything in it may be secret, as when it quotes a body */
  text(text: string, all: boolean): string {
    if (all) return mask;
    let masked = text;
    for (const secret of this.#known) masked = masked.replaceAll(secret, mask);
    return masked;
  }

  #learn(secret: string): void {
    if (secret === '') return;
    this.#known.delete(secret);
    this.#known.add(secret);
    if (this.#known.size <= maxKnownSecrets) return;
    for (const oldest of this.#known) {
      this.#known.delete(oldest);
      return;
    }
  }
}
