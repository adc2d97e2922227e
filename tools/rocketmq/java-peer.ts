import { AsyncQueue } from './async-queue.js';
import type { Described } from './java-clients.js';
import { startJavaProgram } from './java-program.js';
import { readLines } from './read-lines.js';
import type { ServerProcess } from './server-process.js';

export interface JavaPeer<T> {
  readonly program: ServerProcess;
  readonly lines: AsyncQueue<T>;
}

/** Resolves when the client has started: it says so in its first line. */
export async function startJavaPeer<T>(
  { description }: Described,
  kind: 'send' | 'consume' | 'tour',
  options: object,
  parse: (line: string) => T,
): Promise<JavaPeer<T>> {
  const { nameServers, credentials } = description;
  const argument = JSON.stringify({ nameServers: nameServers.join(';'), ...credentials, ...options });
  const program = await startJavaProgram(description, 'JavaPeer', [kind, argument]);
  const lines = new AsyncQueue<T>();
  const isStarted = await new Promise<boolean>((resolve) => {
    let isFirst = true;
    readLines(program.stdout, (line) => {
      if (!isFirst) lines.put(parse(line));
      isFirst = false;
      resolve(true);
    });
    program.stdout.once('close', () => {
      lines.end();
      resolve(false);
    });
  });
  if (isStarted) return { program, lines };
  throw new Error(`The Java peer exited with code ${await program.exited}\n${program.output}`);
}

/** Ends its input, upon which the client shuts down and leaves its group. */
export async function stopJavaPeer(program: ServerProcess): Promise<void> {
  program.stdin.end();
  await program.exited;
}
