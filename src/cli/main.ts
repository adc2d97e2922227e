#!/usr/bin/env node
import { runBrokerCommand } from './broker-command.js';

const usage = `Usage: rx-rocketmq broker [options]

Starts a RocketMQ for development: a name server and a broker in this process, for clients in any
language. Everything is in memory, and gone when it stops (Ctrl-C).

  --port <port>            of the name server; default 9876
  --broker-port <port>     of the broker; default 10911
  --host <ip>              where both listen; default 127.0.0.1
  --advertised-host <ip>   what clients are told, if that is another address
  --topic <name[:queues]>  a topic to begin with, 4 queues by default; may be repeated
  --max-messages <count>   how many are kept, the oldest go first; default 1000000
  --max-megabytes <count>  how much is kept; default 256
  --quiet                  no log
  --verbose                a log of everything, polls and heartbeats included
  --help                   this text
`;

/** Runs a command line; resolves with the exit code. */
async function main([command, ...args]: readonly string[]): Promise<number> {
  if (command === 'broker' && !args.includes('--help')) return runBrokerCommand(args, usage);
  const asked = command === '--help' || command === 'help' || args.includes('--help');
  (asked ? process.stdout : process.stderr).write(usage);
  return asked ? 0 : 2;
}

process.exitCode = await main(process.argv.slice(2));
