import { expect } from 'chai';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identifyProcess, isProcessAlive } from '../../tools/rocketmq/process-identity.js';
import {
  createRunFolder,
  liveOwner,
  liveProcesses,
  recordProcess,
  runFolders,
  sweepRunFolders,
} from '../../tools/rocketmq/run-folder.js';

const abandon = (folder: string): void => {
  const owner = { pid: process.pid, startedAt: 'before this process' };
  writeFileSync(join(folder, 'owner.json'), JSON.stringify(owner));
};

describe('run folders', () => {
  let runs: string;
  let server: ChildProcess;
  let serverPid: number;
  let ended: Promise<unknown>;

  beforeEach(async () => {
    runs = mkdtempSync(join(tmpdir(), 'run-folders-'));
    server = spawn('sleep', ['600'], { stdio: 'ignore' });
    ended = once(server, 'exit');
    await once(server, 'spawn');
    serverPid = server.pid ?? 0;
  });

  afterEach(async () => {
    server.kill('SIGKILL');
    await ended;
    rmSync(runs, { recursive: true });
  });

  it('belong to the process that created them', async () => {
    const folder = await createRunFolder(runs);
    expect([runFolders(runs), liveOwner(folder)?.pid]).to.deep.equal([[folder], process.pid]);
  });

  it('know which of their processes are alive', async () => {
    const folder = await createRunFolder(runs);
    await recordProcess(folder, 'broker-a', serverPid);
    expect(liveProcesses(folder)).to.deep.equal([identifyProcess(serverPid)]);
  });

  it('are left alone while their owner lives', async () => {
    const folder = await createRunFolder(runs);
    await recordProcess(folder, 'broker-a', serverPid);
    expect(await sweepRunFolders(runs)).to.deep.equal([]);
    expect([existsSync(folder), isProcessAlive(serverPid)]).to.deep.equal([true, true]);
  });

  it('are removed with their processes when the owner is gone, also when its pid was given away', async () => {
    const folder = await createRunFolder(runs);
    await recordProcess(folder, 'broker-a', serverPid);
    abandon(folder);
    expect(await sweepRunFolders(runs)).to.deep.equal([folder]);
    await ended;
    expect([existsSync(folder), server.signalCode]).to.deep.equal([false, 'SIGKILL']);
  });

  it('never cost a process its life that merely got the pid of a server', async () => {
    const folder = await createRunFolder(runs);
    const reused = { pid: serverPid, startedAt: 'long ago' };
    writeFileSync(join(folder, 'pids', 'broker-a'), JSON.stringify(reused));
    abandon(folder);
    await sweepRunFolders(runs);
    expect([existsSync(folder), isProcessAlive(serverPid)]).to.deep.equal([false, true]);
  });

  it('are swept when their files are damaged', async () => {
    const folder = await createRunFolder(runs);
    writeFileSync(join(folder, 'owner.json'), '{');
    writeFileSync(join(folder, 'pids', 'broker-a'), '{');
    expect(await sweepRunFolders(runs)).to.deep.equal([folder]);
  });

  it('need not exist', async () => {
    expect(await sweepRunFolders(join(runs, 'none'))).to.deep.equal([]);
  });
});

describe('identifyProcess', () => {
  it('gives a process the same identity every time', () => {
    expect(identifyProcess(process.pid)).to.deep.equal(identifyProcess(process.pid));
  });

  it('knows nothing of a process that does not exist', () => {
    expect(identifyProcess(999_999_999)).to.equal(undefined);
  });
});
