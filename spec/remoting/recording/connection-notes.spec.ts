import { expect } from 'chai';
import { ConnectFailedError, ConnectionLostError } from '../../../src/errors/transport-error.js';
import { ConnectionNotes } from '../../../src/remoting/recording/connection-notes.js';
import type { RecordedEvent } from '../../../src/remoting/recording/recorded-event.js';
import type { RecordingFile } from '../../../src/remoting/recording/recording-file.js';
import type { MessageKind } from '../../../src/remoting/wire-protocol.js';
import { toyFrame } from '../toy-protocol.js';
import { toyFormat } from './toy-recording.js';

function makeNotes(more: Partial<RecordingFile> = {}) {
  const events: RecordedEvent[] = [];
  const failures: unknown[] = [];
  const file = {
    at: 3,
    isOpen: true,
    write: (event: RecordedEvent) => void events.push(event),
    fail: (error: unknown) => void failures.push(error),
    ...more,
  };
  const notes = new ConnectionNotes(file as unknown as RecordingFile, toyFormat, 7, 'server:1000');
  const frame = (direction: 'sent' | 'received', kind: MessageKind, id: number, text = 'text'): void => {
    const bytes = toyFrame({ kind, id, text });
    notes.frame(direction, bytes, 0, bytes.length);
  };
  return { notes, events, failures, frame };
}

describe('ConnectionNotes', () => {
  it('begins with the dial', () => {
    const { events } = makeNotes();
    expect(events).to.deep.equal([{ at: 3, connection: 7, event: 'dial', address: 'server:1000' }]);
  });

  it('has one end, the first', () => {
    const { notes, events } = makeNotes();
    notes.connected('here:1');
    notes.lost(new ConnectionLostError('server:1000', 'ECONNRESET'));
    expect(notes.isOpen).to.equal(false);
    notes.closed();
    notes.abandoned();
    notes.refused(new Error('late'));
    expect(events.slice(1)).to.deep.equal([
      { at: 3, connection: 7, event: 'connected', localAddress: 'here:1' },
      { at: 3, connection: 7, event: 'lost', reason: 'ECONNRESET' },
    ]);
  });

  it('tells reasons without the words that a replay puts in front of them again', () => {
    const reasons = [
      new ConnectFailedError('server:1000', 'ECONNREFUSED'),
      Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
      new Error('no proxy'),
      'a text that may hold anything',
    ].map((error) => {
      const { notes, events } = makeNotes();
      notes.refused(error);
      return (events[1] as { reason?: string }).reason;
    });
    expect(reasons).to.deep.equal(['ECONNREFUSED', 'ECONNREFUSED', 'no proxy', 'string']);
  });

  it('says why this side closed it, if there is a reason', () => {
    for (const [error, reason] of [
      [new Error('nonsense came'), { reason: 'nonsense came' }],
      [undefined, {}],
    ] as const) {
      const { notes, events } = makeNotes();
      notes.closed(error);
      expect(events[1]).to.deep.equal({ at: 3, connection: 7, event: 'closed', ...reason });
    }
  });

  it('tells a reply which call it answers, of either side, even when both have the same id', () => {
    const { events, frame } = makeNotes();
    frame('sent', 'call', 1, 'two');
    frame('received', 'call', 1, 'three');
    frame('received', 'reply', 1);
    frame('sent', 'reply', 1);
    frame('received', 'reply', 2);
    const answers = events.slice(3).map((event) => 'message' in event && event.message?.['answers']);
    expect(answers).to.deep.equal(['two'.length, 'three'.length, undefined]);
  });

  it('forgets the calls that had no reply, when there are many, the oldest first', () => {
    const { events, frame } = makeNotes();
    for (let id = 0; id <= 65_536; id++) frame('sent', 'call', id);
    frame('received', 'reply', 0);
    frame('received', 'reply', 1);
    const answers = events.slice(-2).map((event) => 'message' in event && event.message?.['answers']);
    expect(answers).to.deep.equal([undefined, 'text'.length]);
  });

  it('keeps no frame after the end, and none when the file takes no more', () => {
    const { notes, events, frame } = makeNotes();
    notes.closed();
    frame('sent', 'call', 1);
    expect(events).to.have.length(2);
    const full = makeNotes({ isOpen: false });
    full.frame('sent', 'call', 1);
    expect(full.events).to.have.length(1);
  });

  it('ends the recording when a frame cannot be written, and throws nothing', () => {
    let isFirst = true;
    const error = new Error('too large');
    const { failures, frame } = makeNotes({
      write: () => {
        if (!isFirst) throw error;
        isFirst = false;
      },
    });
    frame('sent', 'call', 1);
    expect(failures).to.deep.equal([error]);
  });
});
