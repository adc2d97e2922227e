import { text } from 'node:stream/consumers';
import type { Described } from './java-clients.js';
import { startJavaProgram } from './java-program.js';

/**
 * Runs a command of `mqadmin` and resolves with what it printed. A JVM per call: 3 to 7 s.
 *
 * `-n` is not needed. Failures are in the text: the program always exits with 0.
 */
export async function mqadmin({ description }: Described, args: readonly string[]): Promise<string> {
  const program = await startJavaProgram(
    description,
    'org.apache.rocketmq.tools.command.MQAdminStartup',
    args,
  );
  program.stdin.end();
  const output = await text(program.stdout);
  await program.exited;
  return output + program.output;
}
