type Setting = string | number | boolean;

/**
 * Settings that can be changed by name and text while a server runs. Names that mean nothing here are kept: on a real server
 * they are settings too.
 */
export class LiveSettings {
  readonly #values: Record<string, Setting>;
  readonly #others: Record<string, string>;
  #changes = 0;

  /**
   * @param values - changed in place; its fields have their types already
   * @param others - told with the settings, without an effect
   */
  constructor(values: object, others: Readonly<Record<string, string>> = {}) {
    this.#values = values as Record<string, Setting>;
    this.#others = { ...others };
  }

  /** Grows with every update. */
  get version(): number {
    return this.#changes;
  }

  /** A text that a setting cannot have leaves it as it is, as on the real servers. */
  update(changes: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(changes)) {
      if (!Object.hasOwn(this.#values, name)) this.#others[name] = text;
      else this.#values[name] = parse(text, this.#values[name] as Setting);
    }
    this.#changes++;
  }

  all(): Record<string, Setting> {
    return { ...this.#others, ...this.#values };
  }
}

/** What the text means for a setting that has the value `present`. */
function parse(text: string, present: Setting): Setting {
  if (typeof present === 'string') return text;
  if (typeof present === 'boolean') return text.trim().toLowerCase() === 'true';
  const number = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isSafeInteger(number) ? number : present;
}
