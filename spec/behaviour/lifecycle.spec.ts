import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { filter, firstValueFrom, lastValueFrom, map, Subject, tap, toArray } from 'rxjs';
import { AlreadyConsumingError, createClient, GroupInUseError } from '../../src/index.js';
import { describeBroker } from '../support/rocketmq/describe-broker.js';
import { uniqueName } from '../support/rocketmq/unique-name.js';
import { committedOffsets } from './support/offsets.js';
import { numbered, sendAll, takeTexts } from './support/traffic.js';

const run = promisify(execFile);

describeBroker('lifecycle', (broker) => {
  it('leaves no socket and no timer after `close()`, so that the process ends by itself', async () => {
    const topic = uniqueName('topic');
    await broker().createTopic(topic);
    const program = fileURLToPath(new URL('support/exit-program.ts', import.meta.url));
    const args = ['--import', 'tsx', program, broker().nameServers.join(';'), topic, uniqueName('group')];
    const { stdout } = await run(process.execPath, args, { timeout: 30_000 });
    expect(stdout).to.equal('bye 0');
  });

  it('goes through its states once and completes every stream on `close()`', async () => {
    const topic = uniqueName('topic');
    await broker().createTopic(topic, { queues: 1 });
    const mq = createClient({ nameServers: broker().nameServers });
    await sendAll(mq, topic, ['m']);
    const consumer = mq.consumer({ group: uniqueName('group'), subscribe: { [topic]: '*' }, from: 'first' });
    const states = lastValueFrom(
      consumer.state$.pipe(
        map(({ name }) => name),
        toArray(),
      ),
    );
    const events = lastValueFrom(consumer.events$.pipe(toArray()));
    const assignments = lastValueFrom(consumer.assignment$.pipe(toArray()));
    const first = new Subject<void>();
    const handled = firstValueFrom(first);
    const outcomes = lastValueFrom(
      consumer
        .run(() => 'done')
        .pipe(
          tap(() => first.next()),
          toArray(),
        ),
    );
    await handled;
    await firstValueFrom(consumer.lag$.pipe(filter(({ total }) => total === 0)));
    await mq.close();
    expect(await states).to.deep.equal(['idle', 'consuming', 'releasing', 'idle', 'closed']);
    expect((await outcomes).map(({ result }) => result)).to.deep.equal(['done']);
    expect((await events).map(({ type }) => type)).to.include('queue-assigned');
    expect((await assignments).at(-1)).to.deep.equal([]);
  });

  it('commits what was settled when it closes', async () => {
    const topic = uniqueName('topic');
    const group = uniqueName('group');
    await broker().createTopic(topic, { queues: 1 });
    await using mq = createClient({ nameServers: broker().nameServers });
    await sendAll(mq, topic, numbered('m', 7));
    const consumer = mq.consumer({ group, subscribe: { [topic]: '*' }, from: 'first' });
    await takeTexts(consumer.messages$, 7);
    await consumer.close();
    expect(await committedOffsets(broker(), group, topic, 1)).to.deep.equal([7]);
  });

  it('can be consumed again after the first subscriber has left, but not by two at once', async () => {
    const topic = uniqueName('topic');
    await broker().createTopic(topic, { queues: 1 });
    await using mq = createClient({ nameServers: broker().nameServers });
    await sendAll(mq, topic, numbered('m', 2));
    const consumer = mq.consumer({ group: uniqueName('group'), subscribe: { [topic]: '*' }, from: 'first' });
    const first = takeTexts(consumer.messages$, 1);
    const second = await firstValueFrom(consumer.messages$).catch((error: unknown) => error);
    expect(second).to.be.instanceOf(AlreadyConsumingError);
    const texts = [...(await first), ...(await takeTexts(consumer.messages$, 1))];
    expect(texts.toSorted()).to.deep.equal(['m-0', 'm-1']);
  });

  it('refuses a second consumer of one group on one client, until the first is closed', async () => {
    await using mq = createClient({ nameServers: broker().nameServers });
    const options = { group: uniqueName('group'), subscribe: { t: '*' } };
    const first = mq.consumer(options);
    expect(() => mq.consumer(options)).to.throw(GroupInUseError);
    await first.close();
    expect(() => mq.consumer(options)).not.to.throw();
  });

  it('hands a queue over to another member that joins, and back when it leaves', async () => {
    const topic = uniqueName('topic');
    const group = uniqueName('group');
    await broker().createTopic(topic, { queues: 2 });
    await using mq = createClient({ nameServers: broker().nameServers });
    await using other = createClient({ nameServers: broker().nameServers });
    const consumers = [mq, other].map((client) => client.consumer({ group, subscribe: { [topic]: '*' } }));
    const [first, second] = consumers;
    const countIs = (count: number) =>
      filter(
        (queues: readonly { topic: string }[]) =>
          queues.filter((queue) => queue.topic === topic).length === count,
      );
    first!.messages$.subscribe();
    await firstValueFrom(first!.assignment$.pipe(countIs(2)));
    const joining = second!.messages$.subscribe();
    await Promise.all(consumers.map((consumer) => firstValueFrom(consumer.assignment$.pipe(countIs(1)))));
    joining.unsubscribe();
    await firstValueFrom(first!.assignment$.pipe(countIs(2)));
    expect(first!.assignment.filter((queue) => queue.topic === topic)).to.have.length(2);
  });
});
