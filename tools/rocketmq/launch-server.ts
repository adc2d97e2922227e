import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { javaCommand } from './find-java.js';
import { logArgs, logFiles } from './log-config.js';
import { toPropertiesText, type Properties } from './properties.js';
import { recordProcess } from './run-folder.js';
import { ServerProcess } from './server-process.js';

/** What the servers of one cluster have in common. */
export interface ServerSetting {
  readonly version: string;
  readonly jars: string;
  readonly runFolder: string;
  /** Flags for every JVM, after the defaults (the last one wins). */
  readonly jvmArgs: readonly string[];
  /** When given, each server writes `<name>.log` there at level INFO; otherwise servers are silent. */
  readonly logFolder?: string;
}

export interface ServerLaunch {
  /** Unique within the run: names its folder, its log and its pid file. */
  readonly name: string;
  readonly mainClass: string;
  readonly config: Properties;
  readonly jvmArgs: readonly string[];
  /** More files for `$ROCKETMQ_HOME`, by path. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Quick to start and small: few compiler and collector threads. A benchmark overrides them. */
export const thriftyJvm = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

export function javaEnvironment(home: string): NodeJS.ProcessEnv {
  // ROCKETMQ_* and JAVA_* of the user's shell would change the servers' settings behind our back.
  const entries = Object.entries(process.env).filter(
    ([key]) => !/^(ROCKETMQ_|JAVA_TOOL|JDK_JAVA|_JAVA)/.test(key),
  );
  return { ...Object.fromEntries(entries), ROCKETMQ_HOME: home };
}

/** Writes a server's files (a restart finds its store again) and starts its JVM; readiness is for the caller to await. */
export async function launchServer(setting: ServerSetting, launch: ServerLaunch): Promise<ServerProcess> {
  const home = join(setting.runFolder, launch.name);
  const conf = join(home, 'conf');
  await mkdir(conf, { recursive: true });
  const logFile = setting.logFolder === undefined ? undefined : join(setting.logFolder, `${launch.name}.log`);
  const configFile = join(conf, 'server.conf');
  const logs = Object.entries(logFiles(setting.version, logFile)).map(
    ([name, text]) => [`conf/${name}`, text] as const,
  );
  await Promise.all([
    writeFile(configFile, toPropertiesText(launch.config)),
    ...[...logs, ...Object.entries(launch.files ?? {})].map(([path, text]) =>
      writeFile(join(home, path), text),
    ),
  ]);
  const server = new ServerProcess({
    command: javaCommand('java'),
    args: [
      ...thriftyJvm,
      `-Duser.home=${home}`,
      ...logArgs(conf),
      ...launch.jvmArgs,
      ...setting.jvmArgs,
      '-cp',
      join(setting.jars, '*'),
      launch.mainClass,
      '-c',
      configFile,
    ],
    cwd: home,
    env: javaEnvironment(home),
  });
  server.collectOutput();
  await recordProcess(setting.runFolder, launch.name, await server.started);
  return server;
}
