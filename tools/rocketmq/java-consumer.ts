import type { AsyncQueue } from './async-queue.js';
import type { Described } from './java-clients.js';
import { startJavaPeer, stopJavaPeer, type JavaPeer } from './java-peer.js';
import type { ServerProcess } from './server-process.js';

/** A message as the official consumer sees it. */
export interface JavaReceivedMessage {
  readonly topic: string;
  readonly tags?: string;
  readonly keys?: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly messageId: string;
  readonly offsetMessageId: string;
  readonly brokerName: string;
  readonly queueId: number;
  readonly queueOffset: number;
  readonly reconsumeTimes: number;
  readonly sysFlag: number;
  /** Milliseconds since 1970. */
  readonly bornTimestamp: number;
  readonly storeTimestamp: number;
}

export interface JavaConsumerOptions {
  readonly group: string;
  readonly topic: string;
  /** Tags, as in `a || b`. Default `*`. */
  readonly expression?: string;
  /** SQL92 instead of tags. */
  readonly sql?: string;
  readonly orderly?: boolean;
  /** How often each message is refused before it is consumed; it is printed every time. Default 0. */
  readonly failures?: number;
}

/** Apache RocketMQ's own push consumer, in a JVM of its own. A new group starts at the first message. */
export class JavaConsumer {
  /** In the order of their arrival; ends when the consumer stops. Leaving a loop over it loses nothing. */
  readonly messages: AsyncQueue<JavaReceivedMessage>;
  readonly #program: ServerProcess;

  constructor({ program, lines }: JavaPeer<JavaReceivedMessage>) {
    this.#program = program;
    this.messages = lines;
  }

  /** Commits, leaves the group, and resolves when the JVM is gone. */
  async stop(): Promise<void> {
    await stopJavaPeer(this.#program);
  }

  /** A consumer that dies: no commit, no goodbye. */
  async kill(): Promise<void> {
    await this.#program.kill();
  }
}

function parseReceived(line: string): JavaReceivedMessage {
  const { body, ...rest } = JSON.parse(line) as Omit<JavaReceivedMessage, 'body'> & { readonly body: string };
  return { ...rest, body: Buffer.from(body, 'base64') };
}

/** Resolves when it has started; its first queues follow within seconds. */
export async function javaConsumer(cluster: Described, options: JavaConsumerOptions): Promise<JavaConsumer> {
  return new JavaConsumer(
    await startJavaPeer(cluster, 'consume', { expression: '*', ...options }, parseReceived),
  );
}
