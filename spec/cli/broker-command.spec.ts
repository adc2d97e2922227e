import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { createClient } from '../../src/index.js';

const program = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** The command in a process of its own, with all that it has written so far. */
class RunningCommand {
  readonly process: ChildProcess;
  output = '';
  readonly #exited: Promise<unknown[]>;

  constructor(args: readonly string[]) {
    this.process = spawn(process.execPath, ['--import', 'tsx/esm', program, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#exited = once(this.process, 'close');
    for (const stream of [this.process.stdout!, this.process.stderr!])
      stream.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
  }

  /** Resolves with what the pattern finds in the output, as soon as it does. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.output);
      if (found !== null) return found;
      await once(this.process.stdout!, 'data');
    }
  }

  async exitCode(): Promise<number | null> {
    await this.#exited;
    return this.process.exitCode;
  }
}

describe('rx-rocketmq broker', function () {
  this.timeout(20_000);
  let command: RunningCommand | undefined;

  const run = (...args: string[]): RunningCommand => (command = new RunningCommand(args));

  afterEach(async () => {
    command?.process.kill('SIGKILL');
    await command?.exitCode();
    command = undefined;
  });

  it('serves clients, tells what happens, and stops when it is interrupted', async () => {
    const broker = run('broker', '--port', '0', '--broker-port', '0', '--topic', 'orders:2');
    const [, nameServers = ''] = await broker.says(/name server +(\S+)/);
    await broker.says(/topics +orders \(2\)/);
    await using mq = createClient({ nameServers });
    const { queue } = await mq.producer({ group: 'shop' }).send({ topic: 'orders', body: 'hello' });
    await broker.says(
      new RegExp(
        `SEND_MESSAGE_V2 group shop topic orders 5 bytes -> SUCCESS queue ${queue.queueId} offset 0`,
      ),
    );
    broker.process.kill('SIGINT');
    expect(await broker.exitCode()).to.equal(0);
    expect(broker.output).to.match(/stopped\n$/);
    expect(broker.output).not.to.contain('HEART_BEAT');
  });

  it('says which port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    try {
      const broker = run('broker', '--port', String(port));
      expect(await broker.exitCode()).to.equal(1);
      expect(broker.output).to.contain(`127.0.0.1:${port}`);
    } finally {
      other.close();
    }
  });

  it('explains itself when it does not understand', async () => {
    const broker = run('broker', '--port', 'x');
    expect(await broker.exitCode()).to.equal(2);
    expect(broker.output).to.match(/^--port takes a whole number, not "x"\n\nUsage: rx-rocketmq broker/);
  });
});
