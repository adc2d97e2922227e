import {
  createRequest,
  decodeStoredMessages,
  PullMessageRequestHeader,
  PullMessageResponseHeader,
  PullSysFlag,
  type RemotingCommand,
  RequestCode,
} from '../../../src/protocol/index.js';

/** A pull of queue 0 of `orders` that brings its own subscription and does not wait. */
export const pullHeader = (parts: Partial<PullMessageRequestHeader> = {}): PullMessageRequestHeader => ({
  consumerGroup: 'billing',
  topic: 'orders',
  queueId: 0,
  queueOffset: 0,
  maxMsgNums: 32,
  sysFlag: PullSysFlag.SUBSCRIPTION,
  commitOffset: 0,
  suspendTimeoutMillis: 0,
  subscription: '*',
  subVersion: 0,
  expressionType: 'TAG',
  ...parts,
});

export const pullRequest = (
  parts: Partial<PullMessageRequestHeader> = {},
  code: number = RequestCode.PULL_MESSAGE,
): RemotingCommand => createRequest(code, PullMessageRequestHeader, pullHeader(parts));

/** A pull that waits, by its own subscription. */
export const longPull = (parts: Partial<PullMessageRequestHeader> = {}): RemotingCommand =>
  pullRequest({
    sysFlag: PullSysFlag.SUBSCRIPTION | PullSysFlag.SUSPEND,
    suspendTimeoutMillis: 15_000,
    ...parts,
  });

/** What a pull was answered with, its messages by their bodies. */
export function pulled(answer: RemotingCommand): {
  readonly code: number;
  readonly remark: string | undefined;
  readonly bodies: readonly string[];
  readonly offsets: readonly [min: number, max: number, next: number];
} {
  const { minOffset, maxOffset, nextBeginOffset } = PullMessageResponseHeader.read(answer);
  const messages = answer.body === undefined ? [] : decodeStoredMessages(answer.body);
  return {
    code: answer.code,
    remark: answer.remark,
    bodies: messages.map(({ body }) => body.toString()),
    offsets: [minOffset, maxOffset, nextBeginOffset],
  };
}
