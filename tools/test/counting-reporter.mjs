import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/**
 * One of mocha's own reporters (option `show`) that also writes its counts to a file (option `counts`), because mocha
 * tells a caller only the number of failures, and only through the exit code.
 */
export default function CountingReporter(runner, options) {
  const { show = 'Dot', counts } = options.reporterOptions ?? {};
  runner.once('end', () => {
    const { passes, failures } = runner.stats;
    writeFileSync(counts, JSON.stringify({ passed: passes, failed: failures }));
  });
  return new Mocha.reporters[show](runner, options);
}
