import { expect } from 'chai';
import { parseBrokerCommand } from '../../src/cli/parse-broker-command.js';

describe('parseBrokerCommand', () => {
  it('listens where clients look first when nothing is said', () => {
    expect(parseBrokerCommand([])).to.deep.equal({
      options: { host: '127.0.0.1', port: 9876, brokerPort: 10_911, topics: {}, retention: {} },
      log: 'events',
    });
  });

  it('reads every option', () => {
    const args =
      '--port 1 --broker-port 2 --host 0.0.0.0 --advertised-host 10.0.0.7 --topic orders:8 --topic bills --max-messages 10 --max-megabytes 3 --verbose';
    expect(parseBrokerCommand(args.split(' '))).to.deep.equal({
      options: {
        host: '0.0.0.0',
        advertisedHost: '10.0.0.7',
        port: 1,
        brokerPort: 2,
        topics: { orders: { queues: 8 }, bills: {} },
        retention: { maxMessages: 10, maxBytes: 3 * 1024 * 1024 },
      },
      log: 'all',
    });
  });

  it('can be told to be quiet', () => {
    expect(parseBrokerCommand(['--quiet']).log).to.equal('nothing');
  });

  for (const [args, text] of [
    [['--port', 'x'], '--port takes a whole number, not "x"'],
    [['--topic', 'orders:many'], '--topic takes a whole number, not "many"'],
    [['--max-messages', '-1'], '--max-messages'],
    [['--prot', '1'], '--prot'],
    [['orders'], 'orders'],
  ] as const) {
    it(`refuses "${args.join(' ')}"`, () => {
      expect(() => parseBrokerCommand(args)).to.throw(TypeError, text);
    });
  }
});
