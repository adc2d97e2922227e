import { expect } from 'chai';
import { build } from 'esbuild';
import { readdirSync } from 'node:fs';
import { BrokerCodeTable } from '../../src/errors/broker-code-table.js';
import type { RocketMQError } from '../../src/errors/rocketmq-error.js';
import { type ErrorClasses, errorSamples } from '../errors/samples.js';
import * as publicDoor from '../../src/index.js';
import { markdownTables, rowsOfTable } from '../support/markdown-tables.js';

/** The family that a file defines, with its members: `usage-error.ts` holds `UsageError` and what extends it. */
const familyOf = (file: string): string =>
  file
    .replace(/\.ts$/, '')
    .replaceAll(/(?:^|-)(\w)/g, (_, first: string) => first.toUpperCase())
    .replace('RocketmqError', 'RocketMQError');

type ErrorClass = typeof RocketMQError;
type Exports = Readonly<Record<string, unknown>>;

const isErrorClass = (value: unknown): value is ErrorClass =>
  typeof value === 'function' && value.prototype instanceof Error;

const files = readdirSync('src/errors').filter((file) => file.endsWith('-error.ts'));

/** Another copy of src/errors, as a second version or the other module format of the package would be. */
async function secondCopy(): Promise<Exports> {
  const contents = files.map((file) => `export * from './src/errors/${file}';`).join('\n');
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    write: false,
    format: 'esm',
    minify: true,
    logLevel: 'silent',
  });
  const text = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64');
  return (await import(`data:text/javascript;base64,${text}`)) as Exports;
}

/** The rows of all tables of the page. */
const errorRows = markdownTables('docs/errors.md').flat();

describe('error classes', () => {
  /** Class name to class; and to the name of the file's family. */
  const classes = new Map<string, ErrorClass>();
  const families = new Map<string, string>();
  const samples = new Map<string, RocketMQError>();
  let other: Exports;

  before(async () => {
    const modules = await Promise.all(
      files.map(async (file) => ({ file, exported: (await import(`../../src/errors/${file}`)) as Exports })),
    );
    for (const { file, exported } of modules) {
      for (const [name, value] of Object.entries(exported)) {
        if (!isErrorClass(value)) continue;
        classes.set(name, value);
        families.set(name, familyOf(file));
      }
    }
    const all = Object.fromEntries(classes) as unknown as ErrorClasses;
    for (const [name, make] of Object.entries(errorSamples)) samples.set(name, make(all));
    other = await secondCopy();
  });

  const leaves = (): readonly string[] =>
    [...classes.keys()].filter((name) => name !== 'RocketMQError' && families.get(name) !== name);

  it('have a sample each', () => {
    expect(
      leaves().toSorted(),
      'add an instance of a new class to spec/errors/samples.ts, take out what is gone',
    ).to.deep.equal([...samples.keys()].toSorted());
  });

  it('have a className and a name that equal the exported name', () => {
    const wrong = [...classes].filter(
      ([name, { className }]) => className !== name || (samples.get(name)?.name ?? name) !== name,
    );
    expect(
      wrong.map(([name]) => name),
      'give each class its own static className',
    ).to.deep.equal([]);
  });

  it('have a stable code that no other class has', () => {
    const codes = [...samples.values()].map(({ code }) => code);
    expect(
      codes.filter((code) => !/^ROCKETMQ_[A-Z]+(?:_[A-Z]+)*$/.test(code)),
      'codes look like ROCKETMQ_SEND_FAILED',
    ).to.deep.equal([]);
    expect(
      codes.filter((code, index) => codes.indexOf(code) !== index),
      'codes used twice: users match on them',
    ).to.deep.equal([]);
  });

  it('say whether a retry can help', () => {
    const silent = [...samples].filter(([, { retriable }]) => typeof retriable !== 'boolean');
    expect(
      silent.map(([name]) => name),
      'hand retriable to the constructor of RocketMQError',
    ).to.deep.equal([]);
  });

  it('belong to the family of their file', () => {
    const strays = leaves().filter((name) => {
      const family = classes.get(families.get(name) ?? '');
      return family === undefined || Object.getPrototypeOf(classes.get(name)) !== family;
    });
    expect(strays, 'a class extends the family that its file is named after').to.deep.equal([]);
  });

  it('are recognised by another copy of the package, family and root included', () => {
    for (const [name, sample] of samples) {
      for (const ancestor of [name, families.get(name) ?? '', 'RocketMQError']) {
        const foreign = other[ancestor] as ErrorClass;
        expect(foreign, `a second ${ancestor}`).not.to.equal(classes.get(ancestor));
        expect(sample instanceof foreign, `${name} is a ${ancestor} of the other copy`).to.equal(true);
      }
    }
  });

  it('are not taken for another class by another copy', () => {
    for (const [name, sample] of samples) {
      const claimed = leaves().filter((leaf) => sample instanceof (other[leaf] as ErrorClass));
      expect(claimed, `leaf classes of the other copy that claim a ${name}`).to.deep.equal([name]);
    }
  });

  it('turn into JSON without a stack', () => {
    for (const [name, sample] of samples) {
      const text = JSON.stringify(sample);
      expect(JSON.parse(text), name).to.include({ name, code: sample.code, message: sample.message });
      expect(text, `${name} gives its stack away`).not.to.match(/"stack"|\n\s+at |\\n\s+at /);
    }
  });

  it('have messages without a full stop', () => {
    const messages = [...samples.values()].map(({ message }) => message);
    expect(messages.filter((message) => message === '' || message.endsWith('.'))).to.deep.equal([]);
  });

  it('are documented in docs/errors.md with code and retriability', () => {
    const rows = new Set(errorRows.map(([name, code, retriable]) => `${name} ${code} ${retriable}`));
    const missing = leaves()
      .map((name) => {
        const sample = samples.get(name);
        const fixed = sample?.retriable === true ? 'yes' : 'no';
        const byCase = ['AdminFailedError', 'SendFailedError', 'PullFailedError'].includes(name)
          ? 'depends'
          : fixed;
        return `${name} ${sample?.code} ${families.get(name) === 'BrokerError' ? 'by code' : byCase}`;
      })
      .filter((row) => !rows.has(row));
    expect(missing, 'rows to write: | class | code | retriable | when | what to do |').to.deep.equal([]);
  });
});

describe('kinds of errors in docs/errors.md', () => {
  it('have classes that users can import', () => {
    const kinds = rowsOfTable('docs/errors.md', 'kind');
    expect(kinds.length).to.be.greaterThan(10);
    for (const [kind, names = ''] of kinds) expect(publicDoor, kind).to.include.keys(...names.split(', '));
  });
});

describe('BrokerCodeTable', () => {
  it('has every code and every name once', () => {
    const codes = BrokerCodeTable.map(({ code }) => code);
    const names = BrokerCodeTable.map(({ name }) => name);
    expect(
      codes.filter((code, index) => codes.indexOf(code) !== index),
      'codes in two rows',
    ).to.deep.equal([]);
    expect(
      names.filter((name, index) => names.indexOf(name) !== index),
      'names in two rows',
    ).to.deep.equal([]);
  });

  it('is documented row by row in docs/errors.md', () => {
    const rows = new Set(errorRows.map((cells) => cells.slice(0, 5).join(' | ')));
    const missing = BrokerCodeTable.map(({ code, name, errorClass, retriable, consequence }) =>
      [
        code,
        name,
        (errorClass as unknown as ErrorClass).className,
        retriable ? 'yes' : 'no',
        consequence,
      ].join(' | '),
    ).filter((row) => !rows.has(row));
    expect(
      missing,
      'rows to write: | code | name | class | retriable | consequence | meaning |',
    ).to.deep.equal([]);
  });

  it('has no row in docs/errors.md that the code does not have', () => {
    const known = new Set(BrokerCodeTable.map(({ code }) => String(code)));
    const documented = errorRows.flatMap(([code]) => (/^-?\d+$/.test(code ?? '') ? (code ?? '') : []));
    expect(
      documented.filter((code) => !known.has(code)),
      'rows to remove',
    ).to.deep.equal([]);
  });
});
