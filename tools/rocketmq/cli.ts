import { CliArgumentError, cliHelp, parseCliArguments, type CliCommand } from './cli-arguments.js';
import { admin, resolveVersion, start, status, stop } from './cli-commands.js';

async function execute(command: CliCommand): Promise<void> {
  switch (command.name) {
    case 'start':
      return start(command);
    case 'stop':
      return stop();
    case 'status':
      return status();
    case 'resolve':
      return resolveVersion(command);
    case 'admin':
      return admin(command);
    case 'help':
      process.stdout.write(cliHelp);
  }
}

async function main(): Promise<void> {
  try {
    await execute(parseCliArguments(process.argv.slice(2)));
  } catch (error) {
    const { message } = error as Error;
    process.stderr.write(error instanceof CliArgumentError ? `${message}\n\n${cliHelp}` : `${message}\n`);
    process.exitCode = 1;
  }
}

void main();
