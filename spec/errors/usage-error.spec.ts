import { expect } from 'chai';
import {
  AlreadyConsumingError,
  ClosedError,
  GroupInUseError,
  InvalidArgumentError,
  InvalidStateTransitionError,
  UnsupportedError,
} from '../../src/errors/usage-error.js';

describe('InvalidArgumentError', () => {
  it('names the option and what it must be', () => {
    expect(new InvalidArgumentError('window.messages', 'a whole number from 1')).to.include({
      message: 'window.messages must be a whole number from 1',
      path: 'window.messages',
      expected: 'a whole number from 1',
      retriable: false,
    });
  });
});

describe('ClosedError', () => {
  it('names what is closed', () => {
    expect(new ClosedError('producer')).to.include({
      message: 'The producer is closed',
      subject: 'producer',
    });
  });
});

describe('AlreadyConsumingError', () => {
  it('points to a second group or one pipeline, and keeps the group as context', () => {
    const error = new AlreadyConsumingError('billing');
    expect(error.message)
      .to.include('group billing')
      .and.include('a second group')
      .and.include('one pipeline');
    expect(error.context).to.deep.equal({ group: 'billing' });
  });
});

describe('GroupInUseError', () => {
  it('points to a second client, and keeps the group as context', () => {
    const error = new GroupInUseError('billing');
    expect(error.message).to.include('group billing').and.include('a second client');
    expect(error.context).to.deep.equal({ group: 'billing' });
  });
});

describe('InvalidStateTransitionError', () => {
  it('names machine and both states', () => {
    expect(new InvalidStateTransitionError('connection', 'closed', 'connected')).to.include({
      message: 'The connection cannot go from closed to connected',
      machine: 'connection',
      from: 'closed',
      to: 'connected',
    });
  });
});

describe('UnsupportedError', () => {
  it('names the feature and says why not', () => {
    expect(new UnsupportedError('POP', 'the broker is older than 5.0')).to.include({
      message: 'POP is not supported: the broker is older than 5.0',
      feature: 'POP',
    });
  });
});
