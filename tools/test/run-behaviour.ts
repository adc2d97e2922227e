import { parseArgs } from 'node:util';
import { runBehaviour } from './behaviour.js';

// `npm run test:rocketmq -- [--version 4.9.7] [-- mocha options]`: every scenario of spec/behaviour on real servers.
// `npm run test:behaviour -- [--java] [-- mocha options]`: all of them on the embedded broker, in this process.

const { values, positionals } = parseArgs({
  options: {
    embedded: { type: 'boolean', default: false },
    java: { type: 'boolean', default: false },
    version: { type: 'string' },
  },
  allowPositionals: true,
});

const { passed, failed } = await runBehaviour({
  brokers: values.embedded ? 'embedded' : 'real',
  slow: true,
  java: values.java || !values.embedded,
  version: values.version,
  args: positionals,
  maxMinutes: 60,
});
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
