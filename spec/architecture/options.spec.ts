import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { presets } from '../../src/client/presets.js';
import { describeDefault, optionDefaults } from './option-tables.js';

const page = readFileSync('docs/options.md', 'utf8');

/** Name and default of each row below a heading. */
function rowsBelow(heading: string): Readonly<Record<string, string>> {
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ', 1)[0] ?? '';
  const rows = section.matchAll(/^\| `(?<name>\w+)` +\| (?<value>.*?) +\| /gm);
  return Object.fromEntries([...rows].map(({ groups }) => [groups?.['name'], groups?.['value']]));
}

describe('docs/options.md', () => {
  for (const [heading, defaults] of Object.entries(optionDefaults)) {
    it(`has the options below "${heading}", with their defaults`, () => {
      const expected = Object.entries(defaults).map(([name, value]) => [name, describeDefault(value)]);
      expect(rowsBelow(heading), 'write the option and its default into the table').to.deep.equal(
        Object.fromEntries(expected),
      );
    });
  }

  it('has each variable of the environment that the code reads, and no other', () => {
    const namesIn = (text: string): Set<string> => new Set(text.match(/ROCKETMQ_[A-Z_]+/g));
    const code = readFileSync('src/client/options-from-env.ts', 'utf8');
    const [, section = ''] = page.split('\n## Environment\n');
    expect(namesIn(section)).to.deep.equal(namesIn(code));
  });

  it('has each preset, and no other', () => {
    const section = page.split('\n## Presets\n')[1]?.split('\n## ')[0] ?? '';
    const names = [...section.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
    expect(names).to.have.members(Object.keys(presets));
  });

  it('has no heading with options that the code does not know', () => {
    const headings = [...page.matchAll(/^## (.+)\n\n`[^\n]+\n\n\| option/gm)].map(([, heading]) => heading);
    expect(headings).to.have.members(Object.keys(optionDefaults));
  });
});
