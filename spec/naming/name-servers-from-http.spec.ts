import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { expect } from 'chai';
import { firstValueFrom, take, toArray } from 'rxjs';
import { InvalidArgumentError } from '../../src/errors/usage-error.js';
import { nameServersFromHttp } from '../../src/naming/name-servers-from-http.js';

describe('nameServersFromHttp', () => {
  let server: Server;

  async function serve(listener: RequestListener): Promise<string> {
    server = createServer(listener).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as { port: number }).port}/rocketmq/nsaddr`;
  }

  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  it('emits what the web server answers, again and again', async () => {
    let asked = 0;
    const url = await serve((request, response) => response.end(`${request.url}:${++asked};b:2\n`));
    const answers = firstValueFrom(nameServersFromHttp(url, { intervalMs: 5 }).pipe(take(2), toArray()));
    expect(await answers).to.deep.equal(['/rocketmq/nsaddr:1;b:2', '/rocketmq/nsaddr:2;b:2']);
  });

  it('leaves out answers that are none: failures, silence, floods and cut connections', async () => {
    let asked = 0;
    const url = await serve((_request, response) => {
      asked++;
      if (asked === 1) response.writeHead(500).end('a:1');
      else if (asked === 2) response.end(' ');
      else if (asked === 3) response.destroy();
      else if (asked === 4) response.end('a:1;'.repeat(50_000));
      else if (asked > 5) response.end('good:1');
    });
    const answers$ = nameServersFromHttp(url, { intervalMs: 5, timeoutMs: 50 });
    expect(await firstValueFrom(answers$)).to.equal('good:1');
    expect(asked).to.equal(6);
  });

  it('ends its question when nobody listens any more', async () => {
    const url = await serve(() => undefined);
    const connected = once(server, 'request');
    const subscription = nameServersFromHttp(url).subscribe();
    const [request] = (await connected) as [{ once: (event: string, listener: () => void) => void }];
    const closed = new Promise<void>((resolve) => request.once('close', resolve));
    subscription.unsubscribe();
    await closed;
    expect(subscription.closed).to.equal(true);
  });

  it('refuses what is no web address, and times that are none', async () => {
    const url = await serve(() => undefined);
    for (const wrong of ['ftp://a', 'nonsense', ''])
      expect(() => nameServersFromHttp(wrong)).to.throw(InvalidArgumentError, 'url');
    expect(() => nameServersFromHttp(url, { intervalMs: 0 })).to.throw(InvalidArgumentError, 'intervalMs');
  });
});
