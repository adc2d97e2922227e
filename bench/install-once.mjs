import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

// The peers of the benchmarks are no dependencies of the library: they are installed when the first benchmark runs.
const folder = new URL('.', import.meta.url);
if (!existsSync(new URL('node_modules', folder)))
  execFileSync('npm', ['ci'], { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' });
