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
   * The next queue on the best brokers other than `avoided`; the next one when there is no other.
   *
   * @param queues - not empty
   * @param rankOf - of a broker name, 0 is best
   */
  next(
    topic: string,
    queues: readonly MessageQueue[],
    avoided?: string,
    rankOf: (brokerName: string) => number = noRank,
  ): MessageQueue {
    const start = this.#positions.get(topic) ?? Math.floor(this.#runtime.random() * queues.length);
    let best = -1;
    let bestRank = Infinity;
    for (let step = 0; step < queues.length; step++) {
      const position = (start + step) % queues.length;
      const { brokerName } = queues[position]!;
      if (brokerName === avoided) continue;
      const rank = rankOf(brokerName);
      if (rank >= bestRank) continue;
      best = position;
      bestRank = rank;
      if (rank === 0) break;
    }
    return this.#take(topic, queues, best < 0 ? start % queues.length : best);
  }

  #take(topic: string, queues: readonly MessageQueue[], position: number): MessageQueue {
    this.#positions.set(topic, position + 1);
    return queues[position]!;
  }
}

const noRank = (): number => 0;
