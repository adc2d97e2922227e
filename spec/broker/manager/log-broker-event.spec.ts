import { expect } from 'chai';
import { type BrokerHealthState, unknownHealth } from '../../../src/broker/health/broker-health.js';
import type { BrokerEvent } from '../../../src/broker/manager/broker-event.js';
import { logBrokerEvent } from '../../../src/broker/manager/log-broker-event.js';
import type { Logger } from '../../../src/runtime/logger.js';

const address = '10.0.0.1:10911';

function logged(...events: readonly BrokerEvent[]) {
  const lines: [level: string, text: string, fields: Readonly<Record<string, unknown>> | undefined][] = [];
  const write =
    (level: string): Logger['debug'] =>
    (text, fields) => {
      lines.push([level, text, fields]);
    };
  const logger: Logger = {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  };
  for (const event of events) logBrokerEvent(logger, event, 'broker-a');
  return lines;
}

const change = (from: BrokerHealthState, to: BrokerHealthState): BrokerEvent => ({
  type: 'broker-health-changed',
  address,
  from,
  to,
  health: {
    ...unknownHealth(0),
    state: to,
    latencyMs: 3,
    lastFailure: 'unreachable',
    lastError: new Error('Nobody there'),
  },
});

const levels = (...events: readonly BrokerEvent[]): readonly string[] =>
  logged(...events).map(([level, text]) => `${level}: ${text}`);

describe('logBrokerEvent', () => {
  it('warns once of a broker that goes and stays away, and tells when it is back', () => {
    const lines = levels(
      change('unknown', 'healthy'),
      change('healthy', 'unhealthy'),
      change('unhealthy', 'suspended'),
      change('suspended', 'recovering'),
      change('recovering', 'suspended'),
      change('suspended', 'recovering'),
      change('recovering', 'failed'),
      change('failed', 'recovering'),
      change('recovering', 'healthy'),
    );
    expect(lines).to.deep.equal([
      'debug: A broker is healthy',
      'warn: A broker is unhealthy',
      'warn: A broker is suspended',
      'debug: A broker is recovering',
      'debug: A broker is suspended',
      'debug: A broker is recovering',
      'warn: A broker is failed',
      'debug: A broker is recovering',
      'info: A broker is healthy',
    ]);
  });

  it('says which broker, and why', () => {
    expect(logged(change('healthy', 'unhealthy'), change('unhealthy', 'degraded'))).to.deep.equal([
      [
        'warn',
        'A broker is unhealthy',
        {
          brokerName: 'broker-a',
          address,
          from: 'healthy',
          failure: 'unreachable',
          reason: 'Error: Nobody there',
        },
      ],
      ['info', 'A broker is degraded', { brokerName: 'broker-a', address, from: 'unhealthy', latencyMs: 3 }],
    ]);
  });

  it('tells where brokers and readers go', () => {
    const brokerName = 'broker-a';
    expect(
      levels(
        { type: 'broker-added', address, brokerName },
        { type: 'broker-going-away', address },
        { type: 'reading-moved', brokerName, from: address, to: '10.0.0.2:10911' },
        { type: 'broker-removed', address, brokerName },
      ),
    ).to.deep.equal([
      'debug: A broker was found',
      'info: A broker shuts down',
      'info: Reading has moved to another broker',
      'info: A broker is in no route any more',
    ]);
  });
});
