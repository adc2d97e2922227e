import { expect } from 'chai';
import { CliArgumentError, cliHelp, parseCliArguments } from '../../tools/rocketmq/cli-arguments.js';

const parse = (line: string): ReturnType<typeof parseCliArguments> =>
  parseCliArguments(line === '' ? [] : line.split(' '));

describe('parseCliArguments', () => {
  it('starts one broker of the default version at the usual port', () => {
    expect(parse('start')).to.deep.equal({
      name: 'start',
      options: {
        version: '5.3.3',
        port: 9876,
        nameServers: 1,
        brokers: [{ slaves: 0 }],
        brokerConfig: {},
        topics: {},
      },
    });
  });

  it('reads every option of start', () => {
    const line =
      'start --version 4.9.7 --port 9000 --name-servers 2 --brokers 2 --slaves 1 --topic orders:8 --topic bills' +
      ' --config brokerPermission=4 --config messageDelayLevel=1s=2s --logs out';
    expect(parse(line)).to.deep.equal({
      name: 'start',
      options: {
        version: '4.9.7',
        port: 9000,
        nameServers: 2,
        brokers: [{ slaves: 1 }, { slaves: 1 }],
        brokerConfig: { brokerPermission: '4', messageDelayLevel: '1s=2s' },
        topics: { orders: 8, bills: 4 },
        logFolder: 'out',
      },
    });
  });

  for (const line of ['', 'help', '--help', 'start --help', 'stop -h', 'status --brokers 2 --help']) {
    it(`shows the help for "${line}"`, () => {
      expect(parse(line)).to.deep.equal({ name: 'help' });
    });
  }

  it('passes everything after admin on to mqadmin', () => {
    expect(parse('admin updateTopic -h --version 1 -t T')).to.deep.equal({
      name: 'admin',
      args: ['updateTopic', '-h', '--version', '1', '-t', 'T'],
    });
  });

  it('resolves the version asked for', () => {
    expect(parse('resolve --version 5.5.0')).to.deep.equal({ name: 'resolve', version: '5.5.0' });
  });

  for (const [line, message] of [
    ['begin', 'Unknown command begin'],
    ['start --broker 2', '--broker'],
    ['start --brokers two', '--brokers must be a number from 1 to 8, not two'],
    ['start --brokers 9', '--brokers must be a number'],
    ['start --port 65536', '--port must be a number'],
    ['start --topic :4', '--topic must be a name or name:queues, not :4'],
    ['start --topic a:0', '--topic must be a number from 1 to 1024, not 0'],
    ['start --config novalue', '--config must be key=value, not novalue'],
    ['stop now', 'now'],
  ] as const) {
    it(`refuses "${line}"`, () => {
      expect(() => parse(line)).to.throw(CliArgumentError, message);
    });
  }
});

describe('cliHelp', () => {
  it('names every command and option', () => {
    for (const word of ['start', 'stop', 'status', 'resolve', 'admin'])
      expect(cliHelp).to.include(`  ${word} `);
    for (const word of ['version', 'port', 'brokers', 'slaves', 'name-servers', 'topic', 'config', 'logs']) {
      expect(cliHelp).to.include(`--${word} <`);
    }
  });
});
