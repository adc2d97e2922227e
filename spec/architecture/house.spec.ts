import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { lineAt, type SourceFile, sourceFiles } from './source-files.js';

const all = ['src', 'spec', 'bench', 'examples'].flatMap((folder) => sourceFiles(folder));

/** The one place that decides whether suites on real servers can run. */
const realBroker = 'spec/support/rocketmq/describe-broker.ts';

/** `path:line: text` for every place where `pattern` matches. */
function places(
  files: readonly SourceFile[],
  pattern: RegExp,
  part: 'text' | 'code' = 'text',
): readonly string[] {
  return files.flatMap((file) =>
    [...file[part].matchAll(pattern)].map(
      (match) => `${file.path}:${lineAt(file[part], match.index)}: ${match[0].trim()}`,
    ),
  );
}

describe('house rules', () => {
  it('give every open end an issue number', () => {
    expect(
      places(all, /\b(?:TODO|FIXME|XXX|HACK)\b(?!\(#\d+\))/g).filter(
        (place) => !place.startsWith('spec/architecture/house'),
      ),
      'do it now, or write an issue and name it: a marker is followed by its number, as in (#12)',
    ).to.deep.equal([]);
  });

  it('leave no test out of the run', () => {
    const files = sourceFiles('spec').filter(({ path }) => path !== realBroker);
    expect(
      places(
        files,
        /\b(?:describe|context|it|specify)\.(?:only|skip)\b|\bx(?:describe|context|it)\(|\bthis\.skip\(/g,
        'code',
      ),
      'a test that must not run is removed; a single one is run with mocha --fgrep',
    ).to.deep.equal([]);
  });

  it('name no file outside of the project', () => {
    expect(
      places(
        all,
        /(?<=['"`(\s=])(?:\/(?:home|root|Users|work|workspace|builds|mnt)\/|[A-Z]:\\\\Users\\\\)[^'"`)\s]*/g,
      ),
      'paths of one machine: make them from import.meta.url, the working directory or os.tmpdir()',
    ).to.deep.equal([]);
  });

  it('keep download addresses out of the lockfile', () => {
    expect(
      readFileSync('package-lock.json', 'utf8').match(/"resolved":.*/g),
      'npm writes them only when .npmrc lost omit-lockfile-registry-resolved',
    ).to.equal(null);
  });

  it('use no default exports, enums or namespaces', () => {
    expect(
      places(
        all,
        /^(?:export default\b|(?:export )?(?:const )?enum \w+|(?:export )?(?:declare )?namespace \w+)/gm,
        'code',
      ),
      'named exports; const objects with a union type of the same name instead of enums',
    ).to.deep.equal([]);
  });

  it('call nothing what it is not: no utils, no Impl, no I prefix', () => {
    const files = all
      .map(({ path }) => path)
      .filter((path) => /(?:^|\/)(?:utils?|helpers?|common|misc)\.ts$/.test(path));
    expect(
      [
        ...files,
        ...places(
          all,
          /^(?:export )?(?:abstract )?(?:class|interface|type) (?:I(?!Pv)[A-Z][a-z]\w*|\w+Impl)\b/gm,
          'code',
        ),
      ],
      'name it after what it does',
    ).to.deep.equal([]);
  });

  it('name files in kebab-case', () => {
    expect(
      all
        .map(({ path }) => path)
        .filter(
          (path) =>
            !/^(?:[a-z0-9]+(?:-[a-z0-9]+)*\/)+[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:spec|bench|types|vitest|d))?\.ts$/.test(
              path,
            ),
        ),
      'files are named after their export, in kebab-case',
    ).to.deep.equal([]);
  });
});
