import { parseArgs } from 'node:util';
import type { BrokerOptions, TopicOptions } from '../testing/index.js';

const mebibyte = 1024 * 1024;

/** What `rx-rocketmq broker` was asked to do. */
export interface BrokerCommand {
  readonly options: BrokerOptions;
  readonly log: 'all' | 'events' | 'nothing';
}

/** Reads the arguments after `broker`. @throws {TypeError} for one that is not understood */
export function parseBrokerCommand(args: readonly string[]): BrokerCommand {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '9876' },
      'broker-port': { type: 'string', default: '10911' },
      host: { type: 'string', default: '127.0.0.1' },
      'advertised-host': { type: 'string' },
      topic: { type: 'string', multiple: true, default: [] },
      'max-messages': { type: 'string' },
      'max-megabytes': { type: 'string' },
      quiet: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
    },
  });
  const maxMessages = optionalNumber('--max-messages', values['max-messages']);
  const maxMegabytes = optionalNumber('--max-megabytes', values['max-megabytes']);
  return {
    options: {
      host: values.host,
      ...(values['advertised-host'] !== undefined && { advertisedHost: values['advertised-host'] }),
      port: number('--port', values.port),
      brokerPort: number('--broker-port', values['broker-port']),
      topics: Object.fromEntries(values.topic.map(parseTopic)),
      retention: {
        ...(maxMessages !== undefined && { maxMessages }),
        ...(maxMegabytes !== undefined && { maxBytes: maxMegabytes * mebibyte }),
      },
    },
    log: values.quiet ? 'nothing' : values.verbose ? 'all' : 'events',
  };
}

/** `orders` or `orders:8`. */
function parseTopic(text: string): [string, TopicOptions] {
  const [name = '', queues] = text.split(':');
  return [name, queues === undefined ? {} : { queues: number('--topic', queues) }];
}

const optionalNumber = (name: string, text: string | undefined): number | undefined =>
  text === undefined ? undefined : number(name, text);

function number(name: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new TypeError(`${name} takes a whole number, not "${text}"`);
  return Number(text);
}
