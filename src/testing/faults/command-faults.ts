import { createResponse, type RemotingCommand } from '../../protocol/remoting-command.js';
import type { FaultBehaviour } from './armed-fault.js';
import type { AnswerParts } from './fault-kind-options.js';
import { type CorruptPart, corruptFrame, cutBody, type TruncatePart } from './damage.js';

/** Makes the answer to a request. */
export type Answerer = (request: RemotingCommand) => RemotingCommand;

export const dropCommands: FaultBehaviour = { strike: () => undefined };

export const cutConnections: FaultBehaviour = {
  strike: (_frame, { link }) => {
    link.cut();
    return undefined;
  },
};

export const delayCommands = (delayMs: number, jitterMs: number, random: () => number): FaultBehaviour => ({
  strike: (frame, lane, fault) => {
    lane.delay(frame, fault, delayMs + (jitterMs === 0 ? 0 : Math.floor(random() * (jitterMs + 1))));
    return undefined;
  },
});

export const duplicateCommands = (copies: number): FaultBehaviour => ({
  strike: (frame, lane, fault) => {
    for (let copy = 0; copy < copies; copy++) lane.goOn(frame, fault);
    return frame;
  },
});

export const reorderCommands = (maxHoldMs: number): FaultBehaviour => ({
  isReady: (lane, fault) => !lane.isOvertakable(fault),
  strike: (frame, lane, fault) => {
    lane.letOvertake(frame, fault, maxHoldMs);
    return undefined;
  },
});

export const corruptCommands = (part: CorruptPart, random: () => number): FaultBehaviour => ({
  strike: (frame) => frame.withBytes(corruptFrame(frame.bytes, part, random)),
});

export const truncateCommands = (part: TruncatePart): FaultBehaviour => ({
  strike: (frame, { link }) => {
    if (part === 'body') return frame.withBytes(cutBody(frame.bytes));
    link.cutWithin(frame);
    return undefined;
  },
});

/** A oneway is dropped: nobody waits for its answer. */
export const answerCommands = (makeAnswer: Answerer): FaultBehaviour => ({
  strike: (frame, { link }) => {
    if (!frame.command.isOneway) link.answer(frame, makeAnswer(frame.command));
    return undefined;
  },
});

/** The answer with this code, and nothing that depends on the request. */
export function answerWith(code: number, { remark, extFields, body }: AnswerParts): Answerer {
  const response = createResponse(code, { remark, body });
  const answer = extFields === undefined ? response : response.withExtFields(extFields);
  return () => answer;
}
