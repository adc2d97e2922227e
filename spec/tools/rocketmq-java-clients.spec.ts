import { existsSync } from 'node:fs';
import { expect } from 'chai';
import { JavaClients } from '../../tools/rocketmq/java-clients.js';
import { createRunFolder, liveProcesses, recordProcess } from '../../tools/rocketmq/run-folder.js';
import { ServerProcess } from '../../tools/rocketmq/server-process.js';

describe('JavaClients', () => {
  it('leaves no process and no file when it is stopped, also by `await using`', async () => {
    const runFolder = await createRunFolder();
    const sleeping = new ServerProcess({ command: 'sleep', args: ['600'] });
    {
      await using clients = new JavaClients({
        version: '5.3.3',
        jars: 'jars',
        runFolder,
        nameServers: ['127.0.0.1:9876'],
        clientJvmArgs: [],
      });
      await recordProcess(clients.description.runFolder, 'client', await sleeping.started);
      expect(liveProcesses(runFolder)).to.have.length(1);
    }
    await sleeping.exited;
    expect(existsSync(runFolder)).to.equal(false);
  });
});
