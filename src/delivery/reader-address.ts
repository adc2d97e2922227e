import type { MessageQueue } from '../message/message-queue.js';
import type { RouteTable } from '../naming/route-table.js';
import { masterId } from '../naming/topic-route.js';

/** What is known of where queues may be read. */
export interface ReaderSettings {
  readonly routes: RouteTable;
  /** Where to read of a broker name, by the health of its brokers; undefined: as the route says. */
  readonly readAddress?: ((brokerName: string, suggestedId: number) => string | undefined) | undefined;
}

/**
 * The broker to ask about a queue: the suggested one, else the master, else a slave; by their health where that is known. Undefined
 * when no route names one.
 */
export function readerAddress(
  { topic, brokerName }: MessageQueue,
  { routes, readAddress }: ReaderSettings,
  suggestedId: number = masterId,
): string | undefined {
  return readAddress?.(brokerName, suggestedId) ?? routes.peek(topic)?.readAddress(brokerName, suggestedId);
}
