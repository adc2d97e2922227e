import { parseArgs } from 'node:util';
import type { ClusterOptions } from './cluster-options.js';
import { defaultVersion } from './rocketmq-version.js';

export type CliCommand =
  | { readonly name: 'start'; readonly options: ClusterOptions & { readonly port: number } }
  | { readonly name: 'stop' | 'status' | 'help' }
  | { readonly name: 'resolve'; readonly version: string }
  | { readonly name: 'admin'; readonly args: readonly string[] };

/** Arguments that make no sense; the message says which. */
export class CliArgumentError extends Error {
  override readonly name = 'CliArgumentError';
}

export const cliHelp = `Apache RocketMQ on this machine, for development and tests.

Usage: npm run rocketmq -- <command> [options]

  start     start name servers and brokers and keep them until Ctrl-C
    --version <version>      of Apache RocketMQ (default ${defaultVersion})
    --port <port>            of the first name server (default 9876)
    --brokers <count>        masters (default 1)
    --slaves <count>         per master (default 0)
    --name-servers <count>   (default 1)
    --topic <name[:queues]>  create a topic, 4 queues per broker unless said otherwise; repeatable
    --config <key=value>     a setting of the brokers; repeatable
    --logs <folder>          write the servers' logs there

  stop      stop what "start" started in another terminal
  status    show what is running, test runs included
  resolve   only fetch the jars of a version: --version <version>
  admin     run mqadmin against the running cluster: admin topicList; admin topicRoute -t orders

Needs a JDK (11 or later); Maven for the first start of a version. Jars are kept in node_modules/.cache/rx-rocketmq, or
where ROCKETMQ_TOOL_CACHE says.
`;

const startOptions = {
  version: { type: 'string', default: defaultVersion },
  port: { type: 'string', default: '9876' },
  brokers: { type: 'string', default: '1' },
  slaves: { type: 'string', default: '0' },
  'name-servers': { type: 'string', default: '1' },
  topic: { type: 'string', multiple: true },
  config: { type: 'string', multiple: true },
  logs: { type: 'string' },
} as const;

function count(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new CliArgumentError(`--${option} must be a number from ${min} to ${max}, not ${text}`);
}

function topic(text: string): readonly [string, number] {
  const [, name, queues = '4'] = /^([^:]+)(?::(\d+))?$/.exec(text) ?? [];
  if (name === undefined) throw new CliArgumentError(`--topic must be a name or name:queues, not ${text}`);
  return [name, count('topic', queues, 1, 1024)];
}

function setting(text: string): readonly [string, string] {
  const equals = text.indexOf('=');
  if (equals < 1) throw new CliArgumentError(`--config must be key=value, not ${text}`);
  return [text.slice(0, equals), text.slice(equals + 1)];
}

function parseStart(args: readonly string[]): CliCommand {
  const { values } = parseArgs({ args: [...args], options: startOptions, strict: true });
  const brokers = count('brokers', values.brokers, 1, 8);
  const slaves = count('slaves', values.slaves, 0, 4);
  return {
    name: 'start',
    options: {
      version: values.version,
      port: count('port', values.port, 1, 65_535),
      nameServers: count('name-servers', values['name-servers'], 1, 4),
      brokers: Array.from({ length: brokers }, () => ({ slaves })),
      brokerConfig: Object.fromEntries((values.config ?? []).map((text) => setting(text))),
      topics: Object.fromEntries((values.topic ?? []).map((text) => topic(text))),
      ...(values.logs !== undefined && { logFolder: values.logs }),
    },
  };
}

function parse([command = 'help', ...args]: readonly string[]): CliCommand {
  // Everything after "admin" is for mqadmin, its --help and -h (which is an option there) included.
  if (command === 'admin') return { name: 'admin', args };
  if (args.includes('--help') || args.includes('-h')) return { name: 'help' };
  switch (command) {
    case 'start':
      return parseStart(args);
    case 'resolve': {
      const options = { version: startOptions.version };
      return { name: 'resolve', version: parseArgs({ args, options, strict: true }).values.version };
    }
    case 'stop':
    case 'status':
      parseArgs({ args, options: {}, strict: true });
      return { name: command };
    case 'help':
    case '--help':
    case '-h':
      return { name: 'help' };
    default:
      throw new CliArgumentError(`Unknown command ${command}`);
  }
}

/** @throws {CliArgumentError} when something is unknown or out of range */
export function parseCliArguments(args: readonly string[]): CliCommand {
  try {
    return parse(args);
  } catch (error) {
    if (error instanceof CliArgumentError) throw error;
    throw new CliArgumentError((error as Error).message, { cause: error });
  }
}
