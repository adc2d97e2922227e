import type { AsyncQueue } from './async-queue.js';
import type { Described } from './java-clients.js';
import { startJavaPeer, stopJavaPeer, type JavaPeer } from './java-peer.js';
import type { ServerProcess } from './server-process.js';

/** A message for the official producer. */
export interface JavaMessage {
  readonly topic: string;
  readonly body: string | Uint8Array;
  readonly tags?: string;
  /** Separated by blanks. */
  readonly keys?: string;
  /** Also reserved ones: `TIMER_DELAY_MS`, `TRACE_ON`, ... */
  readonly properties?: Readonly<Record<string, string>>;
  readonly delayLevel?: number;
  /** Equal keys go to the same queue. */
  readonly orderKey?: string;
}

export interface JavaSendResult {
  readonly status: 'SEND_OK' | 'FLUSH_DISK_TIMEOUT' | 'FLUSH_SLAVE_TIMEOUT' | 'SLAVE_NOT_AVAILABLE';
  readonly messageId: string;
  readonly offsetMessageId: string;
  readonly brokerName: string;
  readonly queueId: number;
  readonly queueOffset: number;
}

export interface JavaProducerOptions {
  readonly group?: string;
  /** Bodies above it are compressed. Default: the client's own, 4096. */
  readonly compressOverBytes?: number;
}

type SendAnswer = JavaSendResult & { readonly id: number; readonly error?: string };

/** Apache RocketMQ's own producer, in a JVM of its own. */
export class JavaProducer {
  readonly #program: ServerProcess;
  readonly #lines: AsyncQueue<SendAnswer>;
  #sent: Promise<unknown> = Promise.resolve();

  constructor({ program, lines }: JavaPeer<SendAnswer>) {
    this.#program = program;
    this.#lines = lines;
  }

  /** Sends one after the other; rejects at the first failure. */
  send(messages: readonly JavaMessage[]): Promise<readonly JavaSendResult[]> {
    const results = this.#sent.then(() => this.#send(messages));
    this.#sent = results.catch(() => undefined);
    return results;
  }

  /** Resolves when the JVM is gone. */
  async stop(): Promise<void> {
    await stopJavaPeer(this.#program);
  }

  async #send(messages: readonly JavaMessage[]): Promise<readonly JavaSendResult[]> {
    const requests = messages.map((message, id) =>
      JSON.stringify(Object.assign({}, message, { id, body: Buffer.from(message.body).toString('base64') })),
    );
    this.#program.stdin.write(requests.map((request) => `${request}\n`).join(''));
    const answers = await this.#lines.take(messages.length);
    if (answers.length < messages.length) throw new Error(`The Java producer died\n${this.#program.output}`);
    return answers.map(({ id, error, ...result }) => {
      if (error === undefined) return result;
      throw new Error(`The Java producer could not send message ${id}: ${error}`);
    });
  }
}

function parseAnswer(line: string): SendAnswer {
  return JSON.parse(line) as SendAnswer;
}

/** Resolves when it has started. */
export async function javaProducer(
  cluster: Described,
  options: JavaProducerOptions = {},
): Promise<JavaProducer> {
  return new JavaProducer(
    await startJavaPeer(cluster, 'send', { group: 'java-producer', ...options }, parseAnswer),
  );
}
