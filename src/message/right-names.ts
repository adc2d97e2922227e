/** More names than a sender uses; beyond that they are learned anew. */
const maxNames = 256;

/** Names that were checked, are right, and stand for something. Most messages of a sender have the same few. */
export class RightNames {
  readonly #known = new Map<unknown, string>();
  readonly #learn: (name: unknown) => string;

  /** @param learn - what a name stands for; throws what is wrong with it. Not asked for one that was right before */
  constructor(learn: (name: unknown) => string) {
    this.#learn = learn;
  }

  get(name: unknown): string {
    return this.#known.get(name) ?? this.#add(name);
  }

  #add(name: unknown): string {
    const meaning = this.#learn(name);
    if (this.#known.size === maxNames) this.#known.clear();
    this.#known.set(name, meaning);
    return meaning;
  }
}
