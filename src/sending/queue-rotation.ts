import type { MessageQueue } from '../message/message-queue.js';
import type { Runtime } from '../runtime/runtime.js';

/**
 * Round robin over the queues of each topic, from a random start.
 *
 * @see apache/rocketmq `client/…/latency/MQFaultStrategy#selectOneMessageQueue`, its mode without latency tables
 */
export class QueueRotation {
  readonly #runtime: Runtime;
  readonly #positions = new Map<string, number>();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /**
   * The next queue, on another broker than `avoided` if there is one.
   *
   * @param queues - not empty
   */
  next(topic: string, queues: readonly MessageQueue[], avoided?: string): MessageQueue {
    const start = this.#positions.get(topic) ?? Math.floor(this.#runtime.random() * queues.length);
    for (let step = 0; step < queues.length; step++) {
      const position = (start + step) % queues.length;
      const queue = queues[position]!;
      if (queue.brokerName === avoided) continue;
      this.#positions.set(topic, position + 1);
      return queue;
    }
    this.#positions.set(topic, (start % queues.length) + 1);
    return queues[start % queues.length]!;
  }
}
