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
   * The next queue on a usable broker other than `avoided`, else on any other broker, else the next one.
   *
   * @param queues - not empty
   */
  next(
    topic: string,
    queues: readonly MessageQueue[],
    avoided?: string,
    isUsable: (brokerName: string) => boolean = everyone,
  ): MessageQueue {
    const start = this.#positions.get(topic) ?? Math.floor(this.#runtime.random() * queues.length);
    let other = -1;
    for (let step = 0; step < queues.length; step++) {
      const position = (start + step) % queues.length;
      const { brokerName } = queues[position]!;
      if (brokerName === avoided) continue;
      if (other < 0) other = position;
      if (isUsable(brokerName)) return this.#take(topic, queues, position);
    }
    return this.#take(topic, queues, other < 0 ? start % queues.length : other);
  }

  #take(topic: string, queues: readonly MessageQueue[], position: number): MessageQueue {
    this.#positions.set(topic, position + 1);
    return queues[position]!;
  }
}

const everyone = (): boolean => true;
