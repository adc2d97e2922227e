import { expect } from 'chai';
import { throwError } from 'rxjs';
import { ConnectFailedError } from '../../../src/errors/transport-error.js';
import type { ConnectionRecorder } from '../../../src/remoting/recording/connection-recorder.js';
import { answer, echo, makeToyNetwork, observe } from '../toy-network.js';
import { linesOf, makeFile, makeRecorder } from './toy-recording.js';

describe('ConnectionRecorder', () => {
  let file: string;
  let remove: () => void;

  beforeEach(() => ({ file, remove } = makeFile()));
  afterEach(() => remove());

  const recordings = (network = makeToyNetwork()) => {
    const { clock } = network;
    const recorder = makeRecorder({
      path: file,
      connector: network.network.connector,
      runtime: clock.runtime,
    });
    const client = network.makeClient({ connector: recorder.connector });
    return { ...network, recorder, client };
  };

  /** `time connection event kind id text reason`, as far as a line has them. */
  const events = async (recorder: ConnectionRecorder): Promise<string[]> => {
    await recorder.close();
    return linesOf(file)
      .slice(1)
      .map(({ at, connection, event, kind, id, message, reason }) => {
        const text = (message as { text: string } | undefined)?.text;
        const parts = [at, connection, event, kind, id, text, reason] as (string | number | undefined)[];
        return parts.filter((part) => part !== undefined).join(' ');
      });
  };

  it('begins with a line that says what wrote it, and when', async () => {
    const { clock, recorder } = recordings();
    await recorder.close();
    expect(linesOf(file)[0]).to.deep.equal({
      recording: 1,
      protocol: 'toy',
      startedAt: new Date(clock.now).toISOString(),
      node: process.version,
      toy: true,
    });
  });

  it('keeps dials, frames of both directions and the end, with times', async () => {
    const { clock, recorder, client, makeServer } = recordings();
    makeServer({ onRequest: echo });
    clock.tick(5);
    observe(client.invoke({ text: 'a' }));
    clock.tick(10);
    observe(client.invokeOneway({ text: 'b', kind: 'oneway' }));
    clock.tick(10);
    observe(client.close());
    clock.tick();
    expect(await events(recorder)).to.deep.equal([
      '5 1 dial',
      '5 1 connected',
      '5 1 sent call 1 a',
      '5 1 received reply 1 a',
      '15 1 sent oneway 2 b',
      '25 1 closed',
      '25 end',
    ]);
  });

  it('keeps what the other side asks and is answered', async () => {
    const { clock, recorder, client, makeServer } = recordings();
    const { asked } = makeServer({ onRequest: echo });
    client.requests$.subscribe((request) => void client.reply(request, answer('mine')));
    observe(client.invoke({ text: 'a' }));
    clock.tick();
    const peer = asked[0]!.peer;
    observe(peer.invoke({ text: 'yours' }));
    clock.tick();
    expect((await events(recorder)).slice(4, 6)).to.deep.equal([
      '0 1 received call 1 yours',
      '0 1 sent reply 1 mine',
    ]);
    observe(client.close());
    clock.tick();
  });

  it('tells of a reply which call it answers', async () => {
    const { clock, recorder, client, makeServer } = recordings();
    makeServer({ onRequest: () => answer('yes') });
    observe(client.invoke({ text: 'four' }));
    clock.tick();
    observe(client.close());
    clock.tick();
    await recorder.close();
    expect(linesOf(file).find(({ kind }) => kind === 'reply')).to.deep.include({
      message: { kind: 'reply', text: 'yes', answers: 4 },
    });
  });

  it('keeps dials that failed, with the reason as it is', async () => {
    const { clock, recorder, client } = recordings();
    observe(client.invoke({ text: 'a' }));
    clock.tick();
    observe(client.close());
    clock.tick();
    const [first, second] = await events(recorder);
    expect([first, second]).to.deep.equal(['0 1 dial', '0 1 refused ECONNREFUSED']);
  });

  it('keeps the message of failures that are not from the transport', async () => {
    const { clock } = makeToyNetwork();
    const connector = (): ReturnType<typeof recorder.connector> => throwError(() => new Error('no proxy'));
    const recorder = makeRecorder({ path: file, connector, runtime: clock.runtime });
    observe(recorder.connector({ host: 'a', port: 1 }, { frameLength: () => 0 }));
    expect((await events(recorder))[1]).to.equal('0 1 refused no proxy');
  });

  it('keeps a dial that nobody waited for any more', async () => {
    const { clock, recorder, client } = recordings();
    const { subscription } = observe(client.invoke({ text: 'a' }));
    subscription.unsubscribe();
    clock.tick();
    expect((await events(recorder))[1]).to.equal('0 1 abandoned');
    observe(client.close());
  });

  it('keeps why a connection was lost', async () => {
    const { clock, recorder, client, makeServer } = recordings();
    const { server } = makeServer({ onRequest: echo });
    observe(client.invoke({ text: 'a' }));
    clock.tick(7);
    observe(server.close());
    clock.tick();
    expect((await events(recorder)).at(-2)).to.equal('7 1 lost the other side closed it');
    observe(client.close());
  });

  it('keeps of a frame that cannot be read its length only', async () => {
    const network = makeToyNetwork();
    const { clock, recorder, client } = recordings(network);
    const frame = Buffer.from([0, 0, 0, 9, 99, 0, 0, 0, 1]);
    network.network
      .listen({ host: 'server', port: 1000 }, { frameLength: () => 0 }, (link) => link.write(frame))
      .subscribe();
    observe(client.invoke({ text: 'a' }));
    clock.tick();
    await recorder.close();
    const line = linesOf(file).find(({ event }) => event === 'received');
    expect(line).to.deep.equal({ at: 0, connection: 1, event: 'received', bytes: 9 });
    expect(linesOf(file).at(-2)).to.include({ event: 'closed' });
    observe(client.close());
    clock.tick();
  });

  it('leaves out what its format leaves out', async () => {
    const { clock, recorder, client, makeServer } = recordings();
    makeServer({ onRequest: echo });
    observe(client.invoke({ text: 'a secret' }));
    clock.tick();
    observe(client.close());
    clock.tick();
    const lines = await events(recorder);
    expect(lines.join()).to.contain('a ***').and.not.to.contain('secret');
  });

  it('lets connections go on when it has ended', async () => {
    const { clock, recorder, client, makeServer } = recordings();
    makeServer({ onRequest: echo });
    observe(client.invoke({ text: 'a' }));
    clock.tick();
    expect(recorder.isRecording).to.equal(true);
    const before = await events(recorder);
    expect(recorder.isRecording).to.equal(false);
    const call = observe(client.invoke({ text: 'b' }));
    clock.tick();
    expect(call.values.map(({ text }) => text)).to.deep.equal(['b']);
    expect(await events(recorder)).to.deep.equal(before);
    observe(client.close());
    clock.tick();
  });

  it('lets connections go on when its file cannot be written', async () => {
    const warnings: unknown[] = [];
    const { makeServer, makeClient, network, clock } = makeToyNetwork();
    makeServer({ onRequest: echo });
    const warn = (text: string, fields: unknown): void => void warnings.push([text, fields]);
    const quiet = (): void => undefined;
    const runtime = { ...clock.runtime, logger: { debug: quiet, info: quiet, warn, error: quiet } };
    const path = `${file}/nowhere`;
    const recorder = makeRecorder({ path, connector: network.connector, runtime });
    const client = makeClient({ connector: recorder.connector });
    const replies = observe(client.invoke({ text: 'a' }));
    clock.tick();
    await recorder.close();
    await recorder.close();
    expect(replies.values.map(({ text }) => text)).to.deep.equal(['a']);
    expect(warnings).to.deep.equal([
      ['The recording of connections has ended', { file: path, reason: 'ENOENT' }],
    ]);
    observe(client.close());
    clock.tick();
  });

  it('passes on what a dial fails with', () => {
    const { clock, client } = recordings();
    const call = observe(client.invoke({ text: 'a' }));
    clock.tick(100_000);
    expect(call.failure).to.be.instanceOf(ConnectFailedError);
    observe(client.close());
  });
});
