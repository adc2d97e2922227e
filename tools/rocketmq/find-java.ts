import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export type JavaTool = 'java' | 'javac' | 'mvn';

const advice = 'install a JDK (11 or later) and Apache Maven, or set JAVA_HOME and PATH';

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function locate(tool: JavaTool, environment: NodeJS.ProcessEnv): string | undefined {
  const home = environment['JAVA_HOME'];
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  if (home !== undefined && home !== '' && tool !== 'mvn') folders.unshift(join(home, 'bin'));
  return folders.map((folder) => join(folder, tool)).find((file) => isExecutable(file));
}

/** The path of a tool; what is wrong with it shows when it runs. */
export function javaCommand(tool: JavaTool): string {
  const file = locate(tool, process.env);
  if (file === undefined) throw new Error(`${tool} not found: ${advice}`);
  return file;
}

/** macOS has a /usr/bin/java that only says that there is no Java. */
function runs(java: string): boolean {
  return spawnSync(java, ['-version'], { stdio: 'ignore' }).status === 0;
}

export interface JavaCheck {
  /** One line that says what to install; undefined when everything asked for is there. */
  readonly missing?: string;
}

/** Looks for a JDK and Maven: `JAVA_HOME` first, then `PATH`. */
export function findJava(
  tools: readonly JavaTool[] = ['java', 'javac', 'mvn'],
  environment: NodeJS.ProcessEnv = process.env,
): JavaCheck {
  const absent = tools.filter((tool) => {
    const file = locate(tool, environment);
    return file === undefined || (tool === 'java' && !runs(file));
  });
  return absent.length === 0 ? {} : { missing: `${absent.join(', ')} not found: ${advice}` };
}
