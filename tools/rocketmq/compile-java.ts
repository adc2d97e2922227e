import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { javaCommand } from './find-java.js';
import type { JavaTarget } from './java-clients.js';
import { fillOnce } from './resolve-jars.js';
import { isVersion4 } from './rocketmq-version.js';

const run = promisify(execFile);
const sourceFolder = join(dirname(fileURLToPath(import.meta.url)), 'java');

/** What needs classes that 4.9 does not have. */
const folderOf5 = 'v5';

/**
 * The folder with the classes of our Java programs, compiled against the jars of a version.
 *
 * Compiled once per version and content (1.5 s): Java's source-launch mode would compile at every start.
 */
export async function compileJava({ jars, version }: Pick<JavaTarget, 'jars' | 'version'>): Promise<string> {
  const names = await readdir(sourceFolder, { recursive: true });
  const sources = names
    .filter((name) => name.endsWith('.java') && !(isVersion4(version) && dirname(name) === folderOf5))
    .toSorted()
    .map((name) => join(sourceFolder, name));
  const hash = createHash('sha256');
  for (const text of await Promise.all(sources.map((source) => readFile(source)))) hash.update(text);
  return fillOnce(`${jars}-classes-${hash.digest('hex').slice(0, 12)}`, async (scratch) => {
    await run(javaCommand('javac'), ['-nowarn', '-cp', join(jars, '*'), '-d', scratch, ...sources]);
  });
}
