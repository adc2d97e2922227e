import type { BodyOrigin } from '../../src/payload/decode-body.js';

/** A message of a topic that names its codec, or none. */
export function originOf(codec?: string, topic = 'orders'): BodyOrigin {
  return { topic, property: (name) => (name === 'PAYLOAD_CODEC' ? codec : undefined) };
}
