import { expect } from 'chai';
import { text } from 'node:stream/consumers';
import { isProcessAlive } from '../../tools/rocketmq/process-identity.js';
import { ServerProcess } from '../../tools/rocketmq/server-process.js';
import { killParentOf, untilProcessEnds } from '../support/rocketmq/kill-parent.js';

const shell = (script: string): ServerProcess =>
  new ServerProcess({ command: '/bin/sh', args: ['-c', script] });

describe('ServerProcess', function () {
  this.timeout(10_000);

  it('passes the exit code on', async () => {
    const process = shell('exit 7');
    process.collectOutput();
    expect(await process.exited).to.equal(7);
  });

  it('is connected by stdin and stdout', async () => {
    const process = shell('read name; echo "hello $name"');
    process.stdin.end('you\n');
    expect(await text(process.stdout)).to.equal('hello you\n');
    await process.exited;
  });

  it('keeps the last lines of the output', async () => {
    const process = shell('i=0; while [ $i -lt 100 ]; do i=$((i+1)); echo "line $i"; done; echo trouble >&2');
    process.collectOutput();
    await process.exited;
    expect(process.output.split('\n')).to.have.length(60).and.include.members(['line 100', 'trouble']);
  });

  it('resolves kill when the process is gone', async () => {
    const process = new ServerProcess({ command: 'sleep', args: ['600'] });
    process.collectOutput();
    const pid = await process.started;
    expect(isProcessAlive(pid)).to.equal(true);
    await process.kill();
    expect([isProcessAlive(pid), await process.exited]).to.deep.equal([false, 137]);
  });

  it('kills a process that is stopped', async () => {
    const process = new ServerProcess({ command: 'sleep', args: ['600'] });
    process.collectOutput();
    await process.started;
    process.signal('SIGSTOP');
    await process.kill();
    expect(process.exitCode).to.equal(137);
  });

  it('says how a process ended that should have become ready', async () => {
    const process = shell('echo no memory >&2; exit 1');
    process.collectOutput();
    const failure = await process
      .waitUntil('Start of x', () => Promise.resolve(false), 5_000)
      .catch((error: unknown) => error);
    expect((failure as Error).message).to.equal('Start of x: exited with code 1\nno memory');
  });

  it('says that a command does not exist', async () => {
    const process = new ServerProcess({ command: '/nowhere/java', args: [] });
    process.collectOutput();
    expect(await process.exited).to.equal(127);
    expect(process.output).to.include('/nowhere/java');
  });

  it('does not outlive a parent that is killed', async () => {
    const pids = await killParentOf('sleep');
    expect(pids).to.have.length(1);
    await Promise.all(pids.map((pid) => untilProcessEnds(pid)));
  });
});
