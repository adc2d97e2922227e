import { expect } from 'chai';
import sinon from 'sinon';
import { HandlerFailedError } from '../../src/errors/remoting-error.js';
import type { ConnectionHandler } from '../../src/remoting/connection-handler.js';
import { Invocation } from '../../src/remoting/invocation.js';
import { Pipeline } from '../../src/remoting/pipeline.js';
import { silentLogger } from '../../src/runtime/logger.js';

type Handler = ConnectionHandler<string, string>;

const connection = { address: 'peer:1', localAddress: 'here:2' };
const call = new Invocation('call', 'client', 'peer:1', 0);
const makePipeline = (...handlers: readonly Handler[]): Pipeline<string, string> =>
  new Pipeline(handlers, silentLogger);

/** A handler that writes down each hook it is called in. */
const witness = (name: string, log: string[]): Handler => ({
  name,
  onActive: () => void log.push(`${name} active`),
  onInactive: (_, error) => void log.push(`${name} inactive ${error?.message}`),
  onRead: (frame) => void log.push(`${name} read ${Buffer.from(frame).toString()}`),
  onMessage: (message) => `${message}<${name}`,
  onWrite: (request) => `${request}>${name}`,
  onError: () => void log.push(`${name} error`),
});

function caught(work: () => unknown): HandlerFailedError {
  try {
    work();
  } catch (error) {
    if (error instanceof HandlerFailedError) return error;
  }
  throw new Error('Expected a HandlerFailedError');
}

const failing = (hook: keyof Handler, name = 'broken'): Handler => ({
  name,
  [hook]: () => {
    throw new TypeError('defect');
  },
});

describe('Pipeline', () => {
  it('runs outbound in the order given', () => {
    const pipeline = makePipeline(witness('compress', []), witness('sign', []));
    expect(pipeline.write('r', call)).to.equal('r>compress>sign');
  });

  it('runs inbound in the reverse order', () => {
    const log: string[] = [];
    const pipeline = makePipeline(witness('compress', log), witness('sign', log));
    expect(pipeline.message('m', call)).to.equal('m<sign<compress');
    pipeline.active(connection);
    pipeline.read(Buffer.from('[frame]'), 1, 6, connection);
    pipeline.inactive(connection, new Error('cut'));
    expect(log).to.deep.equal([
      'sign active',
      'compress active',
      'sign read frame',
      'compress read frame',
      'sign inactive cut',
      'compress inactive cut',
    ]);
  });

  it('keeps what a handler leaves as it is', () => {
    const pipeline = makePipeline({ name: 'looker', onWrite: () => undefined, onMessage: () => undefined });
    expect([pipeline.write('r', call), pipeline.message('m', call)]).to.deep.equal(['r', 'm']);
  });

  it('calls hooks as methods of their handler', () => {
    const counter = {
      name: 'counter',
      count: 0,
      onWrite() {
        this.count += 1;
      },
    };
    makePipeline(counter).write('r', call);
    expect(counter.count).to.equal(1);
  });

  it('stops at the first throw and says who, where and at which place', () => {
    const after = sinon.spy();
    const pipeline = makePipeline({ name: 'first' }, failing('onWrite'), { name: 'after', onWrite: after });
    const error = caught(() => pipeline.write('r', call));
    expect(after).not.to.have.been.called;
    expect([error.handler, error.hook, error.position]).to.deep.equal(['broken', 'onWrite', 1]);
    expect(error.context.address).to.equal('peer:1');
    expect(error.cause).to.be.instanceOf(TypeError);
  });

  it('counts places in the order given for inbound hooks too', () => {
    const pipeline = makePipeline({ name: 'first' }, failing('onMessage'), witness('last', []));
    expect(caught(() => pipeline.message('m', call)).position).to.equal(1);
  });

  for (const [hook, run] of [
    ['onActive', (pipeline: Pipeline<string, string>) => pipeline.active(connection)],
    ['onInactive', (pipeline: Pipeline<string, string>) => pipeline.inactive(connection, undefined)],
    ['onRead', (pipeline: Pipeline<string, string>) => pipeline.read(Buffer.alloc(1), 0, 1, connection)],
  ] as const)
    it(`names ${hook} when that throws`, () => {
      const pipeline = makePipeline(failing(hook));
      expect(caught(() => run(pipeline)).hook).to.equal(hook);
    });

  it('tells every onError, in reverse order, and takes the first answer', () => {
    const log: string[] = [];
    const answering = (name: string): Handler => ({
      name,
      onError: (error) => {
        log.push(`${name} heard ${error.handler}`);
        return `answer of ${name}`;
      },
    });
    const pipeline = makePipeline(answering('a'), failing('onError'), answering('b'));
    const error = new HandlerFailedError('x', 'onMessage', 0);
    expect(pipeline.tell(error, call)).to.equal('answer of b');
    expect(log).to.deep.equal(['b heard x', 'a heard x']);
  });

  it('logs an onError that throws', () => {
    const logger = { ...silentLogger, warn: sinon.spy() };
    const pipeline = new Pipeline<string, string>([failing('onError')], logger);
    expect(pipeline.tell(new HandlerFailedError('x', 'onRead', 0), undefined)).to.equal(undefined);
    expect(logger.warn).to.have.been.calledOnce;
  });

  it('tells nobody of errors that no handler threw', () => {
    const onError = sinon.spy();
    expect(makePipeline({ name: 'listening', onError }).tell(new Error('full'), call)).to.equal(undefined);
    expect(onError).not.to.have.been.called;
  });

  it('asks for invocations only when a handler looks at them', () => {
    expect(makePipeline().usesInvocations).to.equal(false);
    expect(makePipeline({ name: 'raw', onRead: () => undefined }).usesInvocations).to.equal(false);
    expect(makePipeline({ name: 'sign', onWrite: () => undefined }).usesInvocations).to.equal(true);
  });
});
