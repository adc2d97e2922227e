import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Duplex, Readable, Writable } from 'node:stream';
import { readLines } from './read-lines.js';
import { pollUntil } from './sequence.js';

/**
 * Runs a command under a shell that watches a pipe (descriptor 3) whose other end only this Node process holds. However
 * this process ends, `kill -9` included, the pipe closes and the shell kills the server, stopped (SIGSTOP) or not. The
 * shell reaps the server last, so the pid it reported cannot be reused while we may still signal it.
 */
const guard = `
exec 4<&0
"$@" <&4 3<&- 4<&- &
server=$!
trap '' PIPE HUP INT TERM
exec 0<&- 1>&- 2>&- 4<&-
echo "$server" >&3
read -r line <&3
kill -9 "$server"
wait "$server"
`;

const maxOutputLines = 60;
const pollMs = 40;

export interface ServerProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** One operating-system process that never outlives this one. */
export class ServerProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves with the exit code (128 + signal number when a signal ended it) when the process is gone. */
  readonly exited: Promise<number>;
  readonly #control: Duplex;
  readonly #started: Promise<number>;
  readonly #lines: string[] = [];
  #pid = 0;
  #exitCode: number | undefined;
  /** From here on the pid may belong to somebody else. */
  #isReaped = false;

  constructor({ command, args, cwd, env }: ServerProcessOptions) {
    const child = spawn('/bin/sh', ['-c', guard, 'guard', command, ...args], {
      cwd,
      env,
      // Ctrl-C in the terminal is for us to handle: the servers stay until they are told.
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    });
    this.stdin = child.stdin;
    this.stdout = child.stdout;
    this.stderr = child.stderr;
    this.#control = child.stdio[3] as Duplex;
    this.stdin.on('error', () => undefined);
    this.#control.on('error', () => undefined);
    this.#collect(this.stderr);
    this.#started = this.#readPid(child);
    this.exited = this.#watch(child);
    // A failed spawn is reported by `started`.
    this.exited.catch(() => undefined);
  }

  /** 0 until {@link started} has resolved. */
  get pid(): number {
    return this.#pid;
  }

  /** Undefined while the process runs. */
  get exitCode(): number | undefined {
    return this.#exitCode;
  }

  /** The last lines it printed to where we listen. */
  get output(): string {
    return this.#lines.join('\n');
  }

  /** Resolves with the pid. */
  get started(): Promise<number> {
    return this.#started;
  }

  /** Keeps the last lines of what it prints to stdout, for error messages; stderr is always kept. */
  collectOutput(): void {
    this.#collect(this.stdout);
  }

  /** Does nothing when the process is gone. */
  signal(signal: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT'): void {
    if (!this.#isReaped && this.#pid !== 0) process.kill(this.#pid, signal);
  }

  /** Resolves when the process is gone. */
  async kill(): Promise<void> {
    await this.#started;
    this.signal('SIGKILL');
    await this.exited;
  }

  /** Resolves once `isReady` says so; rejects with the last output when the process ends or the time is up. */
  async waitUntil(what: string, isReady: () => Promise<boolean>, timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    const check = (): void => {
      const hasEnded = this.#exitCode !== undefined;
      if (!hasEnded && Date.now() <= deadline) return;
      const how = hasEnded ? `exited with code ${this.#exitCode}` : `not ready after ${timeoutMs} ms`;
      throw new Error(`${what}: ${how}\n${this.output}`);
    };
    await pollUntil(isReady, check, pollMs);
  }

  #collect(stream: Readable): void {
    readLines(stream, (line) => {
      this.#lines.push(line);
      if (this.#lines.length > maxOutputLines) this.#lines.shift();
    });
  }

  async #readPid(child: ChildProcess): Promise<number> {
    const failed = once(child, 'error').then(([error]) => Promise.reject(error as Error));
    const [bytes] = (await Promise.race([once(this.#control, 'data'), failed])) as [Buffer];
    this.#pid = Number(bytes.toString('latin1'));
    return this.#pid;
  }

  /** Both outputs end when the process does; only then may the shell reap it. */
  async #watch(child: ChildProcess): Promise<number> {
    const exited = once(child, 'exit') as Promise<[number | null]>;
    await Promise.all([once(this.stdout, 'close'), once(this.stderr, 'close'), this.#started]);
    this.#isReaped = true;
    this.#control.end();
    const [code] = await exited;
    this.#exitCode = code ?? -1;
    return this.#exitCode;
  }
}
