import { runBehaviour } from './behaviour.js';
import { runMocha } from './run-mocha.js';

// `npm test`: the unit specs, then the quick scenarios on the embedded broker and on a real one. The last line is for machines.

const others = ['--ignore', 'spec/behaviour/**', '--ignore', 'spec/soak/**'];
const always = ['spec/**/*.spec.ts', ...others, '--forbid-only'];

const unit = await runMocha({
  args: process.env['CI'] === 'true' ? [...always, '--forbid-pending'] : always,
  show: 'Dot',
  maxMinutes: 5,
});
const behaviour = await runBehaviour({ slow: false, java: true, maxMinutes: 12 });

const failed = unit.failed + behaviour.failed;
console.log(`${unit.passed + behaviour.passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
