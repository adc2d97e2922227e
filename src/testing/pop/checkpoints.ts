import { DueQueue } from '../schedule/due-queue.js';

/** Where a checkpoint is found: parts of the receipt handles of its messages. */
export interface CheckpointKey {
  readonly group: string;
  /** Where the messages really are: perhaps a retry topic. */
  readonly topic: string;
  readonly queueId: number;
  readonly startOffset: number;
  readonly popTime: number;
}

/** Messages of one queue that were popped together, and are not all acknowledged. */
export interface Checkpoint extends CheckpointKey {
  readonly invisibleTime: number;
  /** Queue offsets of what is not acknowledged. */
  readonly open: Set<number>;
  /** When what is still open comes back. */
  readonly dueAt: number;
}

/** Checkpoints that are kept (Java `popCkMaxBufferSize`); when there are more, nothing is popped. */
const maxCheckpoints = 200_000;

/** Closed ones that may wait for their time before they are cleared away. */
const slack = 1024;

/**
 * What is invisible at present, for all groups; outlives a restart.
 *
 * @see apache/rocketmq 5.3.3 `store/…/pop/PopCheckPoint`
 */
export class Checkpoints {
  readonly #byKey = new Map<string, Checkpoint>();
  /** Closed ones are among them, with nothing open. */
  readonly #due = new DueQueue<Checkpoint>();
  readonly #max: number;

  constructor(max = maxCheckpoints) {
    this.#max = max;
  }

  get size(): number {
    return this.#byKey.size;
  }

  get isFull(): boolean {
    return this.#byKey.size >= this.#max;
  }

  /** When something may have to come back; undefined when nothing is invisible. */
  get nextAt(): number | undefined {
    return this.#due.nextAt;
  }

  add(checkpoint: Checkpoint): void {
    this.#byKey.set(keyOf(checkpoint), checkpoint);
    this.#due.add(checkpoint);
  }

  /** Marks a message as done. False when it is not invisible by that receipt: too late, or twice. */
  acknowledge(key: CheckpointKey, queueOffset: number): boolean {
    const name = keyOf(key);
    const checkpoint = this.#byKey.get(name);
    if (checkpoint?.open.delete(queueOffset) !== true) return false;
    if (checkpoint.open.size === 0) {
      this.#byKey.delete(name);
      if (this.#due.size > 2 * this.#byKey.size + slack) this.#due.retain(({ open }) => open.size > 0);
    }
    return true;
  }

  /** Removes one whose time has come; undefined when there is none (any more). */
  takeDue(now: number): Checkpoint | undefined {
    for (;;) {
      const checkpoint = this.#due.takeDue(now);
      if (checkpoint === undefined) return undefined;
      const name = keyOf(checkpoint);
      if (this.#byKey.get(name) === checkpoint) this.#byKey.delete(name);
      if (checkpoint.open.size > 0) return checkpoint;
    }
  }
}

function keyOf({ group, topic, queueId, startOffset, popTime }: CheckpointKey): string {
  return `${topic}@${group}@${queueId}@${startOffset}@${popTime}`;
}
