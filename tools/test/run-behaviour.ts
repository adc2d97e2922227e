import { parseArgs } from 'node:util';
import { runBehaviour } from './behaviour.js';

// `npm run test:rocketmq -- [--version 4.9.7] [-- mocha options]`: every scenario of spec/behaviour on real servers.

const { values, positionals } = parseArgs({
  options: { version: { type: 'string' } },
  allowPositionals: true,
});

const { passed, failed } = await runBehaviour({
  slow: true,
  version: values.version,
  args: positionals,
  maxMinutes: 60,
});
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
