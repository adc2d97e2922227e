import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runMocha, type Counts } from '../../tools/test/run-mocha.js';

describe('runMocha', function () {
  this.timeout(30_000);
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'run-mocha-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** Runs one file of tests without showing them. */
  function counted(text: string, maxMinutes = 1): Promise<Counts> {
    const file = join(folder, 'sample.spec.mjs');
    writeFileSync(file, text);
    return runMocha({ args: ['--no-config', '--no-package', file], show: 'Base', maxMinutes });
  }

  it('counts tests that pass and tests that fail', async () => {
    const counts = await counted(`
      it('passes', () => undefined);
      it('passes too', () => undefined);
      it('fails', () => { throw new Error('as it should'); });
    `);
    expect(counts).to.deep.equal({ passed: 2, failed: 1 });
  });

  it('counts a run that ended in the middle as a failure', async () => {
    expect(await counted(`it('ends the process', () => process.exit(3));`)).to.deep.equal({
      passed: 0,
      failed: 1,
    });
  });

  it('ends a run that hangs, as a failure', async () => {
    const hanging = `it('hangs', () => new Promise(() => setInterval(() => undefined, 1000))).timeout(0);`;
    expect(await counted(hanging, 0.02)).to.deep.equal({ passed: 0, failed: 1 });
  });
});
