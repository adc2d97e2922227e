import { writeFileSync } from 'node:fs';
import { entryPoints, publicApiFile, readDoor } from './entry-points.js';

// `npm run api:update`: writes the list that public-api.spec.ts compares with.

const head = `# What the package exports: one section per entry point, \`value\` at run time, \`type\` for the compiler.
# Checked by public-api.spec.ts, written by "npm run api:update". Removing or renaming a line breaks users.
`;

const sections = entryPoints().map(({ subpath, source }) => {
  const names = readDoor(source).names.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return `\n[${subpath}]\n${names.map(({ kind, name }) => `${kind} ${name}\n`).join('')}`;
});

writeFileSync(publicApiFile, head + sections.join(''));
