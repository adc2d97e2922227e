import { firstValueFrom, fromEvent, merge } from 'rxjs';
import { RocketMQError } from '../index.js';
import { startBroker } from '../testing/index.js';
import { describeExchange } from './describe-exchange.js';
import { type BrokerCommand, parseBrokerCommand } from './parse-broker-command.js';

/** `rx-rocketmq broker`: runs until it is interrupted. Resolves with the exit code. */
export async function runBrokerCommand(args: readonly string[], usage: string): Promise<number> {
  let command: BrokerCommand;
  try {
    command = parseBrokerCommand(args);
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n\n${usage}`);
    return 2;
  }
  try {
    await serve(command);
    return 0;
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`);
    return 1;
  }
}

async function serve({ options, log }: BrokerCommand): Promise<void> {
  // Before the start: whoever sees the first line may interrupt at once.
  const interrupted = firstValueFrom(merge(fromEvent(process, 'SIGINT'), fromEvent(process, 'SIGTERM')));
  await using broker = await startBroker(options);
  const topics = Object.entries(options.topics ?? {}).map(([name, { queues = 4 }]) => `${name} (${queues})`);
  process.stdout.write(
    [
      'RocketMQ for development: in memory, gone when it stops. Ctrl-C stops it.',
      `  name server  ${broker.nameServers.join(';')}`,
      `  broker       ${broker.address}`,
      ...(topics.length > 0 ? [`  topics       ${topics.join(', ')}`] : []),
      '',
    ].join('\n'),
  );
  const logging = broker.exchanges$.subscribe((exchange) => {
    const line = log === 'nothing' ? undefined : describeExchange(exchange, log === 'all');
    if (line !== undefined) process.stdout.write(`${new Date().toISOString().slice(11, 23)}  ${line}\n`);
  });
  await interrupted;
  logging.unsubscribe();
  process.stdout.write('\nstopped\n');
}

function messageOf(error: unknown): string {
  if (error instanceof RocketMQError || error instanceof TypeError) return error.message;
  return String(error);
}
