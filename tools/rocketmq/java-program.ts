import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { basename, delimiter, join } from 'node:path';
import { compileJava } from './compile-java.js';
import { javaCommand } from './find-java.js';
import type { JavaTarget } from './java-clients.js';
import { javaEnvironment, thriftyJvm } from './launch-server.js';
import { logArgs, logFiles } from './log-config.js';
import { recordProcess } from './run-folder.js';
import { ServerProcess } from './server-process.js';

async function makeHome({ runFolder, version, credentials, logFolder }: JavaTarget): Promise<string> {
  const home = await mkdtemp(join(runFolder, 'client-'));
  const conf = join(home, 'conf');
  await mkdir(conf);
  const logFile = logFolder === undefined ? undefined : join(logFolder, `${basename(home)}.log`);
  const files = Object.entries(logFiles(version, logFile));
  if (credentials !== undefined) {
    const { accessKey, secretKey } = credentials;
    files.push(['tools.yml', `accessKey: ${accessKey}\nsecretKey: ${secretKey}\n`]);
  }
  await Promise.all(files.map(([name, text]) => writeFile(join(conf, name), text)));
  return home;
}

/** Starts a Java program as a client of the cluster, with the class path of the cluster's version and our own classes. */
export async function startJavaProgram(
  cluster: JavaTarget,
  mainClass: string,
  args: readonly string[],
): Promise<ServerProcess> {
  const home = await makeHome(cluster);
  const classPath = [await compileJava(cluster), join(cluster.jars, '*')].join(delimiter);
  const program = new ServerProcess({
    command: javaCommand('java'),
    args: [
      '-Xmx256m',
      ...thriftyJvm,
      `-Duser.home=${home}`,
      ...logArgs(join(home, 'conf')),
      `-Drocketmq.namesrv.addr=${cluster.nameServers.join(';')}`,
      ...cluster.clientJvmArgs,
      '-cp',
      classPath,
      mainClass,
      ...args,
    ],
    cwd: home,
    env: javaEnvironment(home),
  });
  await recordProcess(cluster.runFolder, basename(home), await program.started);
  return program;
}
