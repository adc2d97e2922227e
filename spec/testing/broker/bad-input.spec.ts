import { expect } from 'chai';
import { encodeFrame, RemotingCommand, RequestCode, requestCodeName } from '../../../src/protocol/index.js';
import { OutgoingHeader } from '../../../src/protocol/command-header.js';
import { EmptyHeader } from '../../../src/protocol/headers/empty-header.js';
import { parseEndpoint } from '../../../src/transport/endpoint.js';
import { RecordedLink } from '../recorded/recorded-link.js';
import { type RecordedFrame, readScenario, scenarioNames } from '../recorded/recorded-scenario.js';
import { brokerInMemory } from '../support/broker-in-memory.js';

/** One recorded request of each kind. */
function recordedRequests(): readonly RecordedFrame[] {
  const found = new Map<string, RecordedFrame>();
  for (const name of scenarioNames('5.3.3'))
    for (const frame of readScenario('5.3.3', name).frames)
      if (frame.isFromClient && frame.kind !== 'response') {
        const key = `${frame.command.code} ${frame.isNameServer}`;
        if (!found.has(key)) found.set(key, frame);
      }
  return [...found.values()];
}

const wrongValues = ['', 'x', '-1', '99999999999999999999', '\u0001\u0002', '1e400'];
const wrongBodies = [undefined, '', '{', '{}', '[]', 'null', '{"topic":7}', '\u0000\u0000\u0000\u0001'];

/** The request with one thing wrong. */
function* spoilt({ command }: RecordedFrame): IterableIterator<RemotingCommand> {
  const { code, body, extFields = {} } = command;
  const make = (fields: Record<string, string>, content: Buffer | undefined): RemotingCommand =>
    new RemotingCommand(code, 0, 0, new OutgoingHeader(undefined, EmptyHeader, {}), content).withExtFields(
      fields,
    );
  for (const name of Object.keys(extFields)) {
    const { [name]: _left, ...others } = extFields;
    yield make(others, body);
    for (const value of wrongValues) yield make({ ...extFields, [name]: value }, body);
  }
  yield make({}, undefined);
  for (const text of wrongBodies) yield make(extFields, text === undefined ? undefined : Buffer.from(text));
  if (body !== undefined) yield make(extFields, body.subarray(0, body.length >>> 1));
}

/** Not answered to who asks for it, on the real broker neither: waits longer than the test, or an unknown transaction. */
const mayBeSilent: ReadonlySet<number> = new Set([
  RequestCode.END_TRANSACTION,
  RequestCode.PULL_MESSAGE,
  RequestCode.LITE_PULL_MESSAGE,
  RequestCode.POP_MESSAGE,
  RequestCode.NOTIFICATION,
]);

describe('requests with something wrong', () => {
  for (const frame of recordedRequests()) {
    const server = frame.isNameServer ? 'a name server' : 'a broker';
    it(`of ${requestCodeName(frame.command.code)} are answered by ${server}, which goes on`, async () => {
      const { broker, clock, connect, network, stop } = await brokerInMemory({ topics: { orders: {} } });
      const address = frame.isNameServer ? broker.nameServers[0]! : broker.address;
      const link = new RecordedLink(network.connector, parseEndpoint(address));
      let opaque = 0;
      for (const command of spoilt(frame)) link.write(encodeFrame(command, { opaque: opaque++ }));
      clock.tick(60_000);
      expect(link.isClosed, 'hung up').to.equal(false);
      if (!mayBeSilent.has(frame.command.code)) expect(link.answers.size).to.equal(opaque);
      const unknown = connect(address).askPlainly(9999);
      expect(unknown.remark).to.equal(' request type 9999 not supported');
      link.close();
      await stop();
      expect(clock.timers).to.equal(0);
    });
  }
});
