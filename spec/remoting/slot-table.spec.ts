import { expect } from 'chai';
import fc from 'fast-check';
import { SlotTable } from '../../src/remoting/slot-table.js';

interface Entry {
  readonly correlationId: number;
}

const all = (table: SlotTable<Entry>): Entry[] =>
  table.filter(() => true).toSorted((a, b) => a.correlationId - b.correlationId);

/** Ids which often share their low bits, as they do when a few requests wait for long. */
const anyId = fc.oneof(
  fc.integer({ min: 1, max: 200 }),
  fc.integer({ min: 0, max: 20 }).map((turn) => turn * 64 + 1),
  fc.integer({ min: 1, max: 2 ** 31 - 1 }),
);

describe('SlotTable', () => {
  it('does what a Map does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ id: anyId, add: fc.integer({ min: 0, max: 3 }).map((n) => n > 0) }), {
          maxLength: 400,
        }),
        (steps) => {
          const table = new SlotTable<Entry>();
          const model = new Map<number, Entry>();
          for (const { id, add } of steps) {
            const present = model.get(id);
            expect(table.get(id)).to.equal(present);
            if (add && present === undefined) {
              const entry = { correlationId: id };
              table.add(entry);
              model.set(id, entry);
            } else if (!add) {
              table.remove(present ?? { correlationId: id });
              model.delete(id);
            }
            expect(table.size).to.equal(model.size);
          }
          for (const { id } of steps) expect(table.get(id)).to.equal(model.get(id));
          expect(all(table)).to.have.ordered.members(
            [...model.values()].toSorted((a, b) => a.correlationId - b.correlationId),
          );
        },
      ),
    );
  });

  it('holds more than it has slots for', () => {
    const table = new SlotTable<Entry>();
    const entries = Array.from({ length: 40_000 }, (_, index) => ({ correlationId: index + 1 }));
    for (const entry of entries) table.add(entry);
    expect(entries.every((entry) => table.get(entry.correlationId) === entry)).to.equal(true);
    for (const entry of entries) table.remove(entry);
    expect(table.size).to.equal(0);
    expect(all(table)).to.deep.equal([]);
  });

  it('keeps every entry once when it grows', () => {
    const table = new SlotTable<Entry>();
    const ids = [1, 65, ...Array.from({ length: 39 }, (_, index) => index + 2), 66];
    const entries = ids.map((correlationId) => ({ correlationId }));
    for (const entry of entries) table.add(entry);
    expect(all(table)).to.have.length(entries.length);
    for (const entry of entries) table.remove(entry);
    expect(ids.filter((id) => table.has(id))).to.deep.equal([]);
  });

  it('takes out the entry it is given, not another with the same id', () => {
    const table = new SlotTable<Entry>();
    const entry = { correlationId: 1 };
    table.add(entry);
    table.remove({ correlationId: 1 });
    expect([table.size, table.get(1)]).to.deep.equal([1, entry]);
  });
});
