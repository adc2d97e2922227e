import { concatMap, EMPTY, expand, last, map, type Observable } from 'rxjs';
import type { BrokerClient } from '../broker/broker-client.js';
import type { CallOptions } from '../broker/call-options.js';
import type { PullResult } from '../broker/calls/pull-message.js';
import type { MessageQueue } from '../message/message-queue.js';
import { decodeStoredMessages } from '../protocol/message/stored-message-codec.js';
import type { StoredMessage } from '../protocol/message/stored-message.js';
import type { MessageWindow } from './message-window.js';

/** A group that every broker has for tools (Java `MixAll#TOOLS_CONSUMER_GROUP`). Nothing is committed for it. */
const toolsGroup = 'TOOLS_CONSUMER';

/** Brokers give 32 at most by default. */
const maxPullMessages = 32;
const maxPullBytes = 4 * 1024 * 1024;

/** How far the reading of a queue has come. */
interface Progress {
  readonly messages: readonly StoredMessage[];
  readonly offset: number;
  readonly isDone: boolean;
}

/** The oldest messages of one queue in a span of store times, at most `maxMessages`. Emits once. */
export function readWindow(
  broker: BrokerClient,
  queue: MessageQueue,
  window: MessageWindow,
  options: CallOptions,
): Observable<readonly StoredMessage[]> {
  const goOn = ({ messages, offset }: Progress): Observable<Progress> =>
    broker
      .pullMessage(
        {
          ...queue,
          group: toolsGroup,
          offset,
          maxMessages: Math.min(maxPullMessages, window.maxMessages - messages.length),
          maxBytes: maxPullBytes,
          suspendTimeoutMs: 0,
          expression: '*',
          expressionType: 'TAG',
          subVersion: 0,
        },
        options,
      )
      .pipe(map((result) => added(messages, offset, result, window)));
  const start =
    window.from === undefined
      ? broker.minOffset(queue, options)
      : broker.searchOffset(queue, window.from, options);
  return start.pipe(
    concatMap((offset) => goOn({ messages: [], offset, isDone: false })),
    expand((progress) => (progress.isDone ? EMPTY : goOn(progress)), 1),
    last(),
    map(({ messages }) => messages),
  );
}

function added(
  before: readonly StoredMessage[],
  offset: number,
  { status, records, nextOffset, maxOffset }: PullResult,
  { from = 0, to = Infinity, maxMessages }: MessageWindow,
): Progress {
  const pulled = status === 'found' && records !== undefined ? decodeStoredMessages(records) : [];
  // For a time after the newest message 4.9 finds that message.
  const inTime = pulled.filter(({ storeTimestamp }) => storeTimestamp >= from && storeTimestamp <= to);
  const messages = [...before, ...inTime].slice(0, maxMessages);
  const isAtEnd = nextOffset <= offset || nextOffset >= maxOffset;
  const isBeyond = pulled.some(({ storeTimestamp }) => storeTimestamp > to);
  return { messages, offset: nextOffset, isDone: isAtEnd || isBeyond || messages.length === maxMessages };
}
