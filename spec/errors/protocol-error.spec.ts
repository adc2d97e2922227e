import { expect } from 'chai';
import {
  DecodeError,
  FrameTooLargeError,
  MalformedFrameError,
  UnknownSerializationError,
} from '../../src/errors/protocol-error.js';

describe('DecodeError', () => {
  it('says what could not be read, where and why', () => {
    const error = new DecodeError('a stored message', 'the body is cut short', 88);
    expect(error).to.include({
      message: 'Cannot read a stored message at byte 88: the body is cut short',
      subject: 'a stored message',
      offset: 88,
    });
  });

  it('does without a place', () => {
    const error = new DecodeError('the route', 'it is no object');
    expect(error).to.include({ message: 'Cannot read the route: it is no object', offset: undefined });
  });
});

describe('FrameTooLargeError', () => {
  it('gives the size and the limit in bytes', () => {
    const error = new FrameTooLargeError(20_000_000, 16_777_216, { address: '10.0.0.1:10911' });
    expect(error).to.include({
      message: 'A frame of 20000000 bytes exceeds the limit of 16777216 bytes',
      frameBytes: 20_000_000,
      maxFrameBytes: 16_777_216,
    });
  });
});

describe('MalformedFrameError', () => {
  it('is never retriable, like its whole family', () => {
    expect(new MalformedFrameError('The header is longer than its frame').retriable).to.equal(false);
  });
});

describe('UnknownSerializationError', () => {
  it('gives the type byte', () => {
    const error = new UnknownSerializationError(7);
    expect(error).to.include({
      message: 'The frame header has the unknown serialization type 7',
      serializeType: 7,
    });
  });
});
