import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import { InvalidArgumentError } from '../../../src/errors/usage-error.js';
import { readRecording } from '../../../src/remoting/recording/read-recording.js';
import { makeFile } from './toy-recording.js';

const header = { recording: 1, protocol: 'toy' };
const message = { text: 'a' };

describe('readRecording', () => {
  let file: string;
  let remove: () => void;

  beforeEach(() => ({ file, remove } = makeFile()));
  afterEach(() => remove());

  const read = (lines: readonly object[], end = '\n') => {
    writeFileSync(file, lines.map((line) => JSON.stringify(line)).join('\n') + end);
    return readRecording(file);
  };

  const failure = (run: () => unknown): InvalidArgumentError => {
    try {
      run();
    } catch (error) {
      expect(error).to.be.instanceOf(InvalidArgumentError);
      return error as InvalidArgumentError;
    }
    throw new Error('Nothing was thrown');
  };

  it('has a connection for each dial, with what came of it', () => {
    const { connections } = read([
      header,
      { at: 1, event: 'dial', connection: 1, address: 'a:1' },
      { at: 2, event: 'dial', connection: 2, address: 'b:1' },
      { at: 3, event: 'dial', connection: 3, address: 'a:1' },
      { at: 4, event: 'refused', connection: 2, reason: 'ECONNREFUSED' },
      { at: 5, event: 'connected', connection: 1, localAddress: 'c:1' },
      { at: 6, event: 'abandoned', connection: 3 },
    ]);
    expect(connections).to.deep.equal([
      { address: 'a:1', dialledAt: 1, outcome: { at: 5, localAddress: 'c:1' }, steps: [] },
      { address: 'b:1', dialledAt: 2, outcome: { at: 4, reason: 'ECONNREFUSED' }, steps: [] },
      { address: 'a:1', dialledAt: 3, outcome: undefined, steps: [] },
    ]);
  });

  it('gives replies to their calls, and leaves what the other side did by itself in its place', () => {
    const { connections } = read([
      header,
      { at: 0, event: 'dial', connection: 1, address: 'a:1' },
      { at: 1, event: 'sent', connection: 1, kind: 'call', id: 7, message },
      { at: 2, event: 'sent', connection: 1, kind: 'oneway', id: 8, message },
      { at: 3, event: 'received', connection: 1, kind: 'call', id: 7, message: { text: 'theirs' } },
      { at: 4, event: 'sent', connection: 1, kind: 'reply', id: 7, message: { text: 'to theirs' } },
      { at: 5, event: 'received', connection: 1, kind: 'reply', id: 7, message: { text: 'ours' } },
      { at: 6, event: 'received', connection: 1, kind: 'reply', id: 9, message: { text: 'whose' } },
      { at: 7, event: 'lost', connection: 1, reason: 'gone' },
    ]);
    expect(connections[0]?.steps).to.deep.equal([
      { type: 'request', at: 1, message, replies: [{ afterMs: 4, message: { text: 'ours' }, step: 3 }] },
      { type: 'request', at: 2, message, replies: [] },
      { type: 'message', at: 3, message: { text: 'theirs' }, id: 7 },
      { type: 'reply', at: 5 },
      { type: 'message', at: 6, message: { text: 'whose' }, id: 9 },
      { type: 'lost', at: 7, reason: 'gone' },
    ]);
  });

  it('ends a connection where a frame came that could not be read', () => {
    const { connections } = read([
      header,
      { at: 0, event: 'dial', connection: 1, address: 'a:1' },
      { at: 3, event: 'received', connection: 1, bytes: 9 },
    ]);
    expect(connections[0]?.steps).to.deep.equal([
      { type: 'lost', at: 3, reason: 'a frame came that could not be read when it was recorded' },
    ]);
  });

  it('takes the last recording of a file, and from a connection that began before it nothing', () => {
    const { connections } = read([
      header,
      { at: 0, event: 'dial', connection: 1, address: 'a:1' },
      { at: 1, event: 'end' },
      header,
      { at: 0, event: 'dial', connection: 2, address: 'b:1' },
      { at: 1, event: 'connected', connection: 1, localAddress: 'c:1' },
      { at: 2, event: 'full', maxBytes: 1 },
    ]);
    expect(connections.map(({ address }) => address)).to.deep.equal(['b:1']);
  });

  it('leaves out a last line that was cut off', () => {
    const { connections } = read(
      [header, { at: 0, event: 'dial', connection: 1, address: 'a:1' }],
      '\n{"at":3,"event":"los',
    );
    expect(connections).to.have.length(1);
  });

  it('refuses a file with a line in the middle that is none, and says which', () => {
    writeFileSync(file, `${JSON.stringify(header)}\nnonsense\n{}\n`);
    expect(failure(() => readRecording(file)).message)
      .to.contain('line 2')
      .and.to.contain(file);
    writeFileSync(file, `${JSON.stringify(header)}\n3\n`);
    expect(failure(() => readRecording(file)).message).to.contain('line 2');
  });

  it('refuses a file without a recording, of another version, and one that cannot be read', () => {
    expect(failure(() => read([{ at: 1 }])).message).to.contain('a file with a recording');
    expect(failure(() => read([{ recording: 2 }])).message).to.contain('version 1, not 2');
    expect(failure(() => readRecording(`${file}.missing`)).message).to.contain('ENOENT');
  });
});
