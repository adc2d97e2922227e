import type { ServerProcess } from './server-process.js';

/** The deadline for a server to be ready: 2 to 7 s on an idle machine, 50 s seen on a busy one. */
const startTimeoutMs = 120_000;

export interface ServerNodeOptions {
  /** Unique within its cluster. */
  readonly id: string;
  /** `host:port`. */
  readonly address: string;
  readonly launch: () => Promise<ServerProcess>;
  /** Called at each start; what it returns is asked until it says that the server is ready. */
  readonly createProbe: () => () => Promise<boolean>;
}

export type ServerState = 'stopped' | 'running' | 'paused';

/** A server that can die and come back at the same address, with the same files. */
export class ServerNode {
  readonly id: string;
  readonly address: string;
  readonly #options: ServerNodeOptions;
  #process: ServerProcess | undefined;
  #state: ServerState = 'stopped';
  #starting: Promise<void> = Promise.resolve();
  #isRetired = false;

  constructor(options: ServerNodeOptions) {
    this.id = options.id;
    this.address = options.address;
    this.#options = options;
  }

  /** Of the running process, or of the last one. */
  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  /** A server that died by itself is `stopped` too. */
  get state(): ServerState {
    return this.#process?.exitCode === undefined ? this.#state : 'stopped';
  }

  /** Resolves with the exit code when the running process, or the last one, has ended. */
  get ended(): Promise<number> {
    return this.#process?.exited ?? Promise.resolve(0);
  }

  /** The last lines the server printed. */
  get output(): string {
    return this.#process?.output ?? '';
  }

  /** Resolves when the server answers. */
  start(): Promise<void> {
    this.#starting = this.#start();
    return this.#starting;
  }

  /** SIGKILL: what a crash looks like. Resolves when the process is gone; the files stay. */
  async kill(): Promise<void> {
    await this.#process?.kill();
    this.#state = 'stopped';
  }

  /** SIGTERM: an orderly stop, 3 s for a name server, 2 to 20 s for a broker. Resolves with the exit code (143). */
  async terminate(): Promise<number> {
    this.resume();
    this.#process?.signal('SIGTERM');
    const exitCode = await this.#process?.exited;
    this.#state = 'stopped';
    return exitCode ?? 0;
  }

  /** SIGSTOP: connects succeed, nothing is answered. */
  pause(): void {
    if (this.state !== 'running') return;
    this.#process?.signal('SIGSTOP');
    this.#state = 'paused';
  }

  /** SIGCONT: everything asked meanwhile is answered at once. */
  resume(): void {
    if (this.state !== 'paused') return;
    this.#process?.signal('SIGCONT');
    this.#state = 'running';
  }

  /**
   * Kills it if it runs and starts it again: same address, same store; settings changed while it ran are forgotten.
   * Resolves when it answers.
   */
  async restart(): Promise<void> {
    await this.kill();
    await this.start();
  }

  /** Kills it for good, also when it is just being started. */
  async retire(): Promise<void> {
    this.#isRetired = true;
    await this.kill();
    await this.#starting.catch(() => undefined);
    await this.kill();
  }

  async #start(): Promise<void> {
    if (this.state !== 'stopped') return;
    if (this.#isRetired) throw new Error(`${this.id} belongs to a cluster that was stopped`);
    this.#process = await this.#options.launch();
    this.#state = 'running';
    if (this.#isRetired) return;
    try {
      await this.#process.waitUntil(`Start of ${this.id}`, this.#options.createProbe(), startTimeoutMs);
    } catch (error) {
      await this.kill();
      throw error;
    }
  }
}
