// Puts the package of this repository where an installation would: the examples use it as its users do. Needs `npm run build`.
import { rmSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const link = fileURLToPath(new URL('node_modules/rx-rocketmq', import.meta.url));
rmSync(link, { recursive: true, force: true });
symlinkSync(fileURLToPath(new URL('../..', import.meta.url)), link, 'junction');
