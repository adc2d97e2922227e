import { expect } from 'chai';
import { consumerTransitions } from '../../src/consumer/consumer-state.js';
import type { ProducerState } from '../../src/producer/producer-core.js';
import { connectionTransitions } from '../../src/transport/connection-state.js';
import { rowsOfTable } from '../support/markdown-tables.js';

const page = 'docs/lifecycle.md';

/** Complete, or it does not compile. */
const producerTransitions: Record<ProducerState, readonly ProducerState[]> = {
  open: ['closing'],
  closing: ['closed'],
  closed: [],
};

/** Where each state goes on to, besides itself. */
const movesOf = (transitions: Readonly<Record<string, readonly string[]>>) =>
  Object.entries(transitions).map(([from, tos]) => [from, tos.filter((to) => to !== from).toSorted()]);

describe(page, () => {
  for (const [head, transitions] of [
    ['state of a connection', connectionTransitions],
    ['state of a producer', producerTransitions],
    ['state of a consumer', consumerTransitions],
  ] as const) {
    it(`has each ${head}, and where it goes on to`, () => {
      const rows = rowsOfTable(page, head).map(([state, , next]) => [
        state,
        next === '' ? [] : next!.split(', ').toSorted(),
      ]);
      expect(rows).to.have.deep.members(movesOf(transitions));
    });
  }
});
