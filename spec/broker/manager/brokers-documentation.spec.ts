import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { healthTransitions, isUsable, unknownHealth } from '../../../src/broker/health/broker-health.js';
import { resolveBrokerManagerOptions } from '../../../src/broker/manager/broker-manager-options.js';
import { ConnectionPoolMonitor } from '../../../src/remoting/connection-pool-monitor.js';
import { resolveConnectionPoolOptions } from '../../../src/remoting/connection-pool-options.js';
import { type Rows, rowsOfTable } from '../../support/markdown-tables.js';

const page = 'docs/brokers.md';
const table = (...head: readonly string[]): Rows => rowsOfTable(page, ...head);

const defaults = (options: object, prefix = ''): Rows =>
  Object.entries(options).flatMap(([name, value]) => {
    if (typeof value === 'object') return defaults(value as object, `${name}.`);
    const text = typeof value === 'function' ? (value as { name: string }).name : String(value);
    return [[`${prefix}${name}`, text]];
  });

const firstTwo = (rows: Rows): Rows => rows.map((row) => row.slice(0, 2));

describe(page, () => {
  it('has each state, and whether it gets new work', () => {
    const states = Object.keys(healthTransitions) as (keyof typeof healthTransitions)[];
    expect(firstTwo(table('state'))).to.have.deep.members(
      states.map((state) => {
        const before = { ...unknownHealth(0), state };
        if (isUsable(before)) return [state, 'yes'];
        return [state, isUsable({ ...before, recoveries: 1 }) ? 'after its first answer' : 'no'];
      }),
    );
  });

  it('has each transition', () => {
    const moves = Object.entries(healthTransitions).flatMap(([from, tos]) =>
      tos.filter((to) => to !== from).map((to) => [from, to]),
    );
    expect(firstTwo(table('from', 'to'))).to.have.deep.members(moves);
  });

  it('has each option with its default', () => {
    expect(firstTwo(table('option'))).to.have.deep.members(defaults(resolveBrokerManagerOptions()));
  });

  it('has each option of the pool with its default', () => {
    const [, pool] = readFileSync(page, 'utf8').split('## Connections');
    for (const [name, value] of defaults(resolveConnectionPoolOptions()))
      expect(pool).to.match(new RegExp(`\\| \`${name}\` +\\| ${value} +\\|`));
  });

  it('has each reason for closing a connection', () => {
    const reasons = Object.keys(new ConnectionPoolMonitor().counts().closed);
    expect(table('closed because of').map(([reason]) => reason)).to.have.members(reasons);
  });
});
