// An ES module that uses the installed package: `node run.mjs LIST`, where LIST is the list of the public API.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const sections = readFileSync(process.argv[2], 'utf8')
  .split(/^(?=\[)/m)
  .slice(1);

await Promise.all(
  sections.map(async (section) => {
    const [heading, ...lines] = section.split('\n');
    const specifier = `rx-rocketmq${heading.slice(2, -1)}`;
    const values = lines.filter((line) => line.startsWith('value ')).map((line) => line.slice(6));
    const asModule = await import(specifier);
    assert.deepEqual(Object.keys(asModule).toSorted(), values.toSorted(), `import '${specifier}'`);
    assert.deepEqual(
      Object.keys(require(specifier)).toSorted(),
      values.toSorted(),
      `require('${specifier}')`,
    );
  }),
);

const { createClient, Single, RocketMQError, ClosedError } = await import('rx-rocketmq');
const commonJs = require('rx-rocketmq');

const single = new Single((subscriber) => {
  subscriber.next(42);
  subscriber.complete();
});
assert.equal(await single, 42);

// A client that is closed leaves nothing behind: this program ends by itself.
await createClient({ nameServers: 'localhost:9876' }).close();

// Both formats share one rxjs, and each recognises the errors of the other.
assert.notEqual(commonJs.ClosedError, ClosedError);
assert.ok(new commonJs.ClosedError('client') instanceof ClosedError);
assert.ok(new ClosedError('client') instanceof commonJs.RocketMQError);
assert.ok(!(new Error('foreign') instanceof RocketMQError));
assert.ok(new commonJs.Single(() => undefined) instanceof (await import('rxjs')).Observable);
