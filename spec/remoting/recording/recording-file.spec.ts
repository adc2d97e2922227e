import { expect } from 'chai';
import { appendFileSync, readFileSync } from 'node:fs';
import sinon from 'sinon';
import { RecordingFile } from '../../../src/remoting/recording/recording-file.js';
import { silentLogger } from '../../../src/runtime/logger.js';
import { linesOf, makeFile } from './toy-recording.js';

const header = { recording: 1, protocol: 'toy', startedAt: '2026-01-01T00:00:00.000Z' };
const dial = { event: 'dial', connection: 1, address: 'server:1000' } as const;

describe('RecordingFile', () => {
  let path: string;
  let remove: () => void;
  let now: number;
  const warn = sinon.spy();
  const runtime = { now: () => now, logger: { ...silentLogger, warn } };

  beforeEach(() => {
    ({ file: path, remove } = makeFile());
    now = 1000;
    warn.resetHistory();
  });
  afterEach(() => remove());

  const open = (maxBytes = 10_000): RecordingFile => new RecordingFile({ path, header, maxBytes, runtime });

  it('writes a line for the header, for each event, and for the end', async () => {
    const file = open();
    now = 1007;
    file.write({ at: file.at, ...dial });
    await file.close();
    expect(linesOf(path)).to.deep.equal([header, { at: 7, ...dial }, { at: 7, event: 'end' }]);
  });

  it('stands behind what the file has already', async () => {
    appendFileSync(path, '{"before":1}\n');
    await open().close();
    expect(linesOf(path)[0]).to.deep.equal({ before: 1 });
    expect(linesOf(path)).to.have.length(3);
  });

  it('never becomes larger than its limit, and says so as its last line', async () => {
    const file = open(1024);
    for (let count = 0; count < 100; count++) file.write({ at: count, ...dial });
    expect(file.isOpen).to.equal(false);
    await file.close();
    expect(linesOf(path).at(-1)).to.deep.equal({ at: 0, event: 'full', maxBytes: 1024 });
    expect(readFileSync(path).length).to.be.within(800, 1024);
  });

  it('writes nothing when it is closed', async () => {
    const file = open();
    await file.close();
    file.write({ at: 0, ...dial });
    await file.close();
    expect(linesOf(path)).to.have.length(2);
  });

  it('has written everything when its end is told, however much it is', async () => {
    const file = open(4_000_000);
    const address = 'a'.repeat(10_000);
    for (let count = 0; count < 200; count++) file.write({ at: 0, ...dial, address });
    await file.close();
    expect(readFileSync(path).length).to.be.greaterThan(2_000_000);
    expect(linesOf(path).at(-1)).to.include({ event: 'end' });
  });

  it('logs the first thing that goes wrong, ends, and still tells its end', async () => {
    path += '/nowhere';
    const file = open();
    await file.close();
    file.fail(new Error('once more'));
    expect(warn.args.map(([, fields]) => fields as unknown)).to.deep.equal([
      { file: path, reason: 'ENOENT' },
    ]);
  });

  it('ends when it is told that something went wrong, and names what is no error by its type', async () => {
    const file = open();
    file.fail('a text that may hold anything');
    expect(file.isOpen).to.equal(false);
    await file.close();
    expect(warn.firstCall.args[1]).to.deep.equal({ file: path, reason: 'string' });
  });
});
