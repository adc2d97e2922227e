import type { MessageStore } from '../store/message-store.js';
import { type Due, DueQueue } from './due-queue.js';

/** A stored message that waits for its time. */
export interface ScheduledMessage extends Due {
  /** Place in the commit log; the message may be gone from there by then. */
  readonly physicalOffset: number;
  /** What a recall takes back, see {@link recallKeyOf}; on the marker that the recall has left. */
  readonly recalls?: string;
}

/** How many places of the schedule may be of messages that the store has dropped. */
const slack = 1024;

/** What is scheduled on a broker, and what was recalled: outlives a restart. */
export class ScheduledMessages {
  readonly #waiting = new DueQueue<ScheduledMessage>();
  readonly #recalled = new Set<string>();

  get size(): number {
    return this.#waiting.size;
  }

  /** When the next one is due. */
  get nextAt(): number | undefined {
    return this.#waiting.nextAt;
  }

  add(message: ScheduledMessage, store: MessageStore): void {
    this.#waiting.add(message);
    if (message.recalls !== undefined) this.#recalled.add(message.recalls);
    // The store forgets the oldest messages, and with them goes what is known of them here.
    if (this.#waiting.size > 2 * store.messages + slack) this.#forgetBefore(store.minPhysicalOffset);
  }

  /** Takes out the first one that is due. A marker takes its recall with it: the message it was for has had its time. */
  takeDue(now: number): ScheduledMessage | undefined {
    const message = this.#waiting.takeDue(now);
    if (message?.recalls !== undefined) this.#recalled.delete(message.recalls);
    return message;
  }

  isRecalled(key: string): boolean {
    return this.#recalled.has(key);
  }

  #forgetBefore(physicalOffset: number): void {
    this.#waiting.retain((message) => {
      const isStored = message.physicalOffset >= physicalOffset;
      if (!isStored && message.recalls !== undefined) this.#recalled.delete(message.recalls);
      return isStored;
    });
  }
}

/** What identifies a timer message to who recalls it (Java `TimerMessageStore#buildDeleteKey`). */
export function deleteKeyOf(topic: string, messageId: string): string {
  return `${topic}+${messageId}`;
}

/** A recall is for the message with this key that is due in the same period. */
export function recallKeyOf(timerOutMs: string, deleteKey: string): string {
  return `${timerOutMs} ${deleteKey}`;
}
