import { expect } from 'chai';
import { BodyReader } from '../../../src/protocol/body-reader.js';
import { queueTableText, readQueueTable } from '../../../src/protocol/bodies/queue-table.js';

const read = (text: string) =>
  readQueueTable(BodyReader.parse('body', Buffer.from(`{"table":${text}}`)), 'table', (table, queue) =>
    table.integer(queue),
  );

describe('queueTableText', () => {
  it('writes keys as Java does', () => {
    const messageQueue = { topic: 'T', brokerName: 'broker-a', queueId: 0 };
    expect(queueTableText([{ messageQueue, value: 5 }])).to.equal(
      '{{"brokerName":"broker-a","queueId":0,"topic":"T"}:5}',
    );
    expect(queueTableText([])).to.equal('{}');
  });
});

describe('readQueueTable', () => {
  it('reads what is written, names of brokers with an @ too', () => {
    const table = [
      { messageQueue: { topic: 'T', brokerName: 'a@b@"c"', queueId: 10 }, value: 5 },
      { messageQueue: { topic: '%RETRY%g', brokerName: 'a', queueId: 0 }, value: 6 },
    ];
    expect(read(queueTableText(table))).to.deep.equal(table);
  });

  it('takes an absent table for an empty one', () => {
    expect(
      readQueueTable(BodyReader.parse('body', Buffer.from('{}')), 'table', (table) => table),
    ).to.deep.equal([]);
  });
});
