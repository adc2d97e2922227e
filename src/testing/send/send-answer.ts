import { SendMessageV2ResponseHeader } from '../../protocol/headers/send-message-v2.js';
import { encodeOffsetMessageId } from '../../protocol/message/message-id.js';
import { PropertyKey } from '../../protocol/property-key.js';
import { createResponse, type RemotingCommand } from '../../protocol/remoting-command.js';
import { ResponseCode } from '../../protocol/response-code.js';
import type { StoredEntry } from '../store/stored-entry.js';
import { traceFields } from './draft-of-request.js';

export interface SendAnswerParts {
  /** What was stored, in the order of the batch. */
  readonly entries: readonly StoredEntry[];
  readonly storeHost: string;
  /** Where the sender wanted it. */
  readonly queueId: number;
  /** UNIQ_KEY of the message, or of the batch. */
  readonly uniqueId: string | undefined;
  /** The batch is one record. */
  readonly isInnerBatch?: boolean;
  readonly recallHandle?: string | undefined;
}

/** What a sender is told when everything is stored. */
export function sendAnswer(parts: SendAnswerParts): RemotingCommand {
  const { entries, storeHost, queueId, uniqueId } = parts;
  return createResponse(ResponseCode.SUCCESS, {
    codec: SendMessageV2ResponseHeader,
    header: {
      msgId: entries
        .map(({ physicalOffset }) => encodeOffsetMessageId({ address: storeHost, physicalOffset }))
        .join(','),
      queueId,
      queueOffset: entries[0]?.queueOffset ?? 0,
      transactionId: uniqueId,
      batchUniqId: parts.isInnerBatch === true ? uniqueId : undefined,
      recallHandle: parts.recallHandle,
      msgRegion: traceFields[PropertyKey.MSG_REGION],
      traceOn: traceFields[PropertyKey.TRACE_ON],
    },
  });
}
