import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify, stripVTControlCharacters } from 'node:util';
import { findJava, javaCommand } from './find-java.js';
import { isProcessAlive } from './process-identity.js';

const run = promisify(execFile);
const here = dirname(fileURLToPath(import.meta.url));
const partial = /^\.partial-(\d+)-/;

/** Where jars and compiled Java programs are kept: `ROCKETMQ_TOOL_CACHE`, else below `node_modules` of the project. */
export function toolCacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return environment['ROCKETMQ_TOOL_CACHE'] ?? join(here, '../../node_modules/.cache/rx-rocketmq');
}

/** The folder that holds, or will hold, the jars of a version. It exists only when it is complete. */
export function jarFolder(version: string, cacheFolder = toolCacheFolder()): string {
  return join(cacheFolder, version);
}

export function hasJars(version: string, cacheFolder = toolCacheFolder()): boolean {
  return existsSync(jarFolder(version, cacheFolder));
}

/** Folders of runs that were killed half way. */
async function removeAbandoned(cacheFolder: string): Promise<void> {
  const names = await readdir(cacheFolder);
  const abandoned = names.filter((name) => {
    const owner = partial.exec(name)?.[1];
    return owner !== undefined && !isProcessAlive(Number(owner));
  });
  await Promise.all(abandoned.map((name) => rm(join(cacheFolder, name), { recursive: true, force: true })));
}

/**
 * Fills a folder of the cache once: `fill` gets an empty folder beside it that takes its name when all went well, so
 * that two processes doing the same at once never see each other's half-written files.
 */
export async function fillOnce(folder: string, fill: (scratch: string) => Promise<void>): Promise<string> {
  if (existsSync(folder)) return folder;
  const cacheFolder = dirname(folder);
  await mkdir(cacheFolder, { recursive: true });
  await removeAbandoned(cacheFolder);
  const scratch = await mkdtemp(join(cacheFolder, `.partial-${process.pid}-`));
  try {
    await fill(scratch);
    await rename(scratch, folder);
  } catch (error) {
    await rm(scratch, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** What Maven says about itself and where to read more is left out. */
function failureOf(output: string): string {
  const lines = stripVTControlCharacters(output).split('\n');
  const end = lines.findIndex((line) => /^\[ERROR\]\s*$/.test(line));
  return lines
    .slice(0, end === -1 ? undefined : end)
    .join('\n')
    .trim();
}

async function copyDependencies(mvn: string, version: string, outputFolder: string): Promise<void> {
  const args = ['-q', '-B', '-f', join(here, 'pom.xml'), `-Drocketmq.version=${version}`];
  args.push('dependency:copy-dependencies', `-DoutputDirectory=${outputFolder}`);
  try {
    await run(mvn, args, { maxBuffer: 1 << 24 });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`Cannot resolve the jars of Apache RocketMQ ${version}:\n${failureOf(stdout + stderr)}`, {
      cause: error,
    });
  }
}

/**
 * The folder with the jars of name server, broker and tools (which bring the Java client) of a version.
 *
 * Immediate and offline when they are in the cache; else by Maven (7 to 13 s with an empty local repository).
 */
export async function resolveJars(version: string, cacheFolder = toolCacheFolder()): Promise<string> {
  return fillOnce(jarFolder(version, cacheFolder), async (scratch) => {
    const { missing } = findJava(['java', 'mvn']);
    if (missing !== undefined)
      throw new Error(`Cannot resolve the jars of Apache RocketMQ ${version}: ${missing}`);
    await copyDependencies(javaCommand('mvn'), version, scratch);
  });
}
