import { UnknownCodecError } from '../errors/payload-error.js';
import { InvalidArgumentError } from '../errors/usage-error.js';
import { bytes } from './bytes-codec.js';
import { type AnyCodec, checkCodec, type Codec } from './codec.js';
import type { BodyOrigin, CodecChoice } from './decode-body.js';
import { json } from './json-codec.js';
import { PayloadProperty } from './payload-property.js';
import { text } from './text-codec.js';

export interface CodecRegistryOptions {
  /** What a topic is written and read with: a codec, which need not be registered, or the name of one. Default: none. */
  readonly topics?: Readonly<Record<string, AnyCodec | string>>;
  /** Name of the codec for messages that name none, of topics that have none. Default `bytes`. */
  readonly fallback?: string;
}

/** The codecs of one client. */
export class CodecRegistry implements CodecChoice<unknown> {
  readonly #byName: ReadonlyMap<string, AnyCodec>;
  readonly #byTopic: ReadonlyMap<string, AnyCodec>;
  readonly #fallback: AnyCodec;

  constructor(codecs: readonly AnyCodec[], options: CodecRegistryOptions = {}) {
    this.#byName = indexByName(codecs);
    this.#byTopic = new Map(
      Object.entries(options.topics ?? {}).map(([topic, codec]) => [
        topic,
        this.#resolve(codec, `topics.${topic}`),
      ]),
    );
    this.#fallback = this.byName(options.fallback ?? bytes.name);
  }

  get names(): readonly string[] {
    return [...this.#byName.keys()];
  }

  /** @throws {UnknownCodecError} when there is none of that name */
  byName(name: string): AnyCodec {
    const codec = this.#byName.get(name);
    if (codec === undefined) throw new UnknownCodecError(name, this.names);
    return codec;
  }

  /** What messages of that topic are written with. */
  forTopic(topic: string): AnyCodec {
    return this.#byTopic.get(topic) ?? this.#fallback;
  }

  /** The codec that the message names, else that of its topic. One name may stand for both: then the topic knows the type. */
  codecFor(origin: BodyOrigin): Codec<unknown, never> {
    const own = this.forTopic(origin.topic);
    const name = origin.property(PayloadProperty.CODEC);
    return name === undefined || name === own.name ? own : this.byName(name);
  }

  #resolve(codec: AnyCodec | string, path: string): AnyCodec {
    if (typeof codec === 'string') return this.byName(codec);
    checkCodec(codec, path);
    return codec;
  }
}

function indexByName(codecs: readonly AnyCodec[]): Map<string, AnyCodec> {
  const byName = new Map<string, AnyCodec>();
  codecs.forEach((codec, index) => {
    checkCodec(codec, `codecs[${index}]`);
    if (byName.has(codec.name))
      throw new InvalidArgumentError(
        `codecs[${index}].name`,
        `another name than ${codec.name}, which is taken; a codec for one topic needs no registration`,
      );
    byName.set(codec.name, codec);
  });
  return byName;
}

/**
 * The codecs `bytes`, `text` and `json` (without a schema), and the user's own under other names.
 *
 * @throws {InvalidArgumentError} when a name is taken or no name
 * @throws {UnknownCodecError} when a topic or the fallback names a codec that is not there
 */
export function createCodecRegistry(
  more: readonly AnyCodec[] = [],
  options?: CodecRegistryOptions,
): CodecRegistry {
  return new CodecRegistry([bytes, text, json(), ...more], options);
}
