/**
 * Properties by which a message says how its body is to be read. Ours: no component of RocketMQ, and none of the bindings
 * (Spring's `contentType`, CloudEvents' `CE_…`) uses these names. Letters and underscores only, so that an SQL92 subscription
 * can name them. Programs in other languages may set and read them like any property of a user.
 */
export const PayloadProperty = {
  /** Name of the codec that wrote the body. */
  CODEC: 'PAYLOAD_CODEC',
  /** Name of the compression algorithm that was applied after the codec, when `sysFlag` has no number for it. */
  COMPRESSION: 'PAYLOAD_COMPRESSION',
} as const;

export type PayloadProperty = (typeof PayloadProperty)[keyof typeof PayloadProperty];
