import { BodyReader } from '../body-reader.js';

const results = [
  'CR_SUCCESS',
  'CR_LATER',
  'CR_ROLLBACK',
  'CR_COMMIT',
  'CR_THROW_EXCEPTION',
  'CR_RETURN_NULL',
] as const;
/** What a listener made of a message (Java `CMResult`). */
export type ConsumeResult = (typeof results)[number];

/**
 * The answer of CONSUME_MESSAGE_DIRECTLY (309), wire.md section 9.6.
 *
 * ```
 * {"autoCommit":true,"consumeResult":"CR_SUCCESS","order":false,"remark":"ok","spentTimeMills":3}
 * ```
 *
 * Java `remoting/…/protocol/body/ConsumeMessageDirectlyResult`.
 */
export interface ConsumeMessageDirectlyResult {
  /** The listener is an orderly one. */
  readonly order: boolean;
  readonly autoCommit: boolean;
  readonly consumeResult: ConsumeResult;
  /** Of an exception. */
  readonly remark?: string | undefined;
  /** Milliseconds; spelled as Java spells it. */
  readonly spentTimeMills: number;
}

/** @throws {DecodeError} */
export function decodeConsumeMessageDirectlyResult(body: Uint8Array): ConsumeMessageDirectlyResult {
  const result = BodyReader.parse('ConsumeMessageDirectlyResult', body);
  const remark = result.optionalText('remark');
  return {
    order: result.boolean('order'),
    autoCommit: result.boolean('autoCommit', true),
    consumeResult: result.oneOf('consumeResult', results),
    ...(remark === undefined ? {} : { remark }),
    spentTimeMills: result.integer('spentTimeMills'),
  };
}

export function encodeConsumeMessageDirectlyResult(result: ConsumeMessageDirectlyResult): Buffer {
  return Buffer.from(JSON.stringify(result));
}
