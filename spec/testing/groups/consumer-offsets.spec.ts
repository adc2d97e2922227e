import { expect } from 'chai';
import fc from 'fast-check';
import { ConsumerOffsets } from '../../../src/testing/groups/consumer-offsets.js';

const commits = fc.array(
  fc.record({
    group: fc.constantFrom('g1', 'g2'),
    topic: fc.constantFrom('t1', 't2'),
    queueId: fc.nat(2),
    offset: fc.nat(),
  }),
);

describe('ConsumerOffsets', () => {
  it('knows the last commit of each group in each queue', () => {
    fc.assert(
      fc.property(commits, (list) => {
        const offsets = new ConsumerOffsets();
        const model = new Map<string, number>();
        for (const { group, topic, queueId, offset } of list) {
          offsets.set(group, topic, queueId, offset);
          model.set(`${group} ${topic} ${queueId}`, offset);
        }
        for (const group of ['g1', 'g2'])
          for (const topic of ['t1', 't2'])
            for (const queueId of [0, 1, 2]) {
              const expected = model.get(`${group} ${topic} ${queueId}`);
              expect(offsets.get(group, topic, queueId)).to.equal(expected);
              expect(offsets.of(group, topic).get(queueId)).to.equal(expected);
            }
        expect(offsets.topics('g1')).to.have.members([
          ...new Set(list.filter(({ group }) => group === 'g1').map(({ topic }) => topic)),
        ]);
        expect(offsets.groups('t1')).to.have.members([
          ...new Set(list.filter(({ topic }) => topic === 't1').map(({ group }) => group)),
        ]);
      }),
    );
  });

  it('takes a lower offset too, as a reset is', () => {
    const offsets = new ConsumerOffsets();
    offsets.set('g1', 't1', 0, 9);
    offsets.set('g1', 't1', 0, 2);
    expect(offsets.get('g1', 't1', 0)).to.equal(2);
  });

  it('forgets a group, or a topic of all groups', () => {
    const offsets = new ConsumerOffsets();
    for (const group of ['g1', 'g2']) for (const topic of ['t1', 't2']) offsets.set(group, topic, 0, 1);
    offsets.deleteGroup('g1');
    offsets.deleteTopic('t2');
    expect([offsets.topics('g1'), offsets.topics('g2'), offsets.groups('t2')]).to.deep.equal([
      [],
      ['t1'],
      [],
    ]);
  });
});
