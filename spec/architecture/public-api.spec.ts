import { expect } from 'chai';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { entryPoints, listedNames, publicApiFile, readDoor } from './entry-points.js';

for (const { subpath, source } of entryPoints()) {
  describe(`entry point ${subpath}`, () => {
    it('holds named re-exports and nothing else', () => {
      expect(readDoor(source).rest, `define this elsewhere and re-export it by name in ${source}`).to.equal(
        '',
      );
    });

    it('exports at run time what its text says', async () => {
      const module: object = await import(pathToFileURL(resolve(source)).href);
      const values = readDoor(source).names.filter(({ kind }) => kind === 'value');
      expect(Object.keys(module).toSorted()).to.deep.equal(values.map(({ name }) => name).toSorted());
    });

    it(`exports what ${publicApiFile} lists`, () => {
      const exported = readDoor(source).names.map(({ name, kind }) => `${kind} ${name}`);
      const expected = listedNames(subpath);
      expect(
        {
          add: exported.filter((line) => !expected.includes(line)).toSorted(),
          remove: expected.filter((line) => !exported.includes(line)),
        },
        `the public API changes: run "npm run api:update" and write a line in CHANGELOG.md`,
      ).to.deep.equal({ add: [], remove: [] });
    });
  });
}
