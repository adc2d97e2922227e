import { expect } from 'chai';
import { isProcessAlive } from '../../tools/rocketmq/process-identity.js';
import { untilTrue } from '../../tools/rocketmq/sequence.js';
import { ServerNode } from '../../tools/rocketmq/server-node.js';
import { ServerProcess } from '../../tools/rocketmq/server-process.js';

async function launchSleep(): Promise<ServerProcess> {
  const process = new ServerProcess({ command: 'sleep', args: ['600'] });
  process.collectOutput();
  await process.started;
  return process;
}

function sleeper(isReady: () => Promise<boolean> = () => Promise.resolve(true)): ServerNode {
  return new ServerNode({
    id: 'sleeper',
    address: '127.0.0.1:1',
    launch: launchSleep,
    createProbe: () => isReady,
  });
}

describe('ServerNode', function () {
  this.timeout(10_000);
  let node: ServerNode;

  afterEach(() => node.retire());

  it('runs until it is killed, and comes back as another process', async () => {
    node = sleeper();
    const before = node.state;
    await node.start();
    const { pid, state } = node;
    await node.restart();
    expect([before, state, node.state]).to.deep.equal(['stopped', 'running', 'running']);
    expect([isProcessAlive(pid), isProcessAlive(node.pid)]).to.deep.equal([false, true]);
  });

  it('is paused and resumed', async () => {
    node = sleeper();
    await node.start();
    node.pause();
    expect(node.state).to.equal('paused');
    node.resume();
    expect(node.state).to.equal('running');
  });

  it('ends in order, also when it is paused', async () => {
    node = sleeper();
    await node.start();
    node.pause();
    expect([await node.terminate(), node.state]).to.deep.equal([143, 'stopped']);
  });

  it('is stopped when it died by itself', async () => {
    node = sleeper();
    await node.start();
    process.kill(node.pid, 'SIGKILL');
    expect([await node.ended, node.state]).to.deep.equal([137, 'stopped']);
  });

  it('stops a start that is under way when it is retired', async () => {
    node = sleeper(() => Promise.resolve(false));
    const started = node.start().catch((error: unknown) => error);
    await untilTrue('Not launched', () => Promise.resolve(node.pid !== 0));
    const { pid } = node;
    await node.retire();
    expect(await started).to.have.property('message', 'Start of sleeper: exited with code 137\n');
    expect(isProcessAlive(pid)).to.equal(false);
  });

  it('never starts again when it is retired', async () => {
    node = sleeper();
    await node.retire();
    const failure = await node.start().catch((error: unknown) => error);
    expect([failure, node.state]).to.have.nested.property(
      '[0].message',
      'sleeper belongs to a cluster that was stopped',
    );
    expect(node.pid).to.equal(0);
  });
});
