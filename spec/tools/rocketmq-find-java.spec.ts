import { expect } from 'chai';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findJava } from '../../tools/rocketmq/find-java.js';

describe('findJava', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'find-java-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function install(place: string, tool: string, script = 'exit 0', mode = 0o755): string {
    mkdirSync(join(folder, place), { recursive: true });
    writeFileSync(join(folder, place, tool), `#!/bin/sh\n${script}\n`, { mode });
    return join(folder, place);
  }

  it('misses nothing when everything is in the path', () => {
    const path = [install('a', 'java'), install('b', 'mvn'), install('b', 'javac')].join(delimiter);
    expect(findJava(undefined, { PATH: path })).to.deep.equal({});
  });

  it('names all that is missing, in one line', () => {
    const { missing } = findJava(undefined, { PATH: install('a', 'javac') });
    expect(missing).to.match(/^java, mvn not found: .*JDK.*Maven[^\n]*$/);
  });

  it('finds Java, but not Maven, below JAVA_HOME', () => {
    const home = join(install('home/bin', 'java'), '..');
    install('home/bin', 'mvn');
    const { missing } = findJava(['java', 'mvn'], { JAVA_HOME: home, PATH: '' });
    expect(missing).to.match(/^mvn not found/);
  });

  it('does not take a file that cannot be executed for a tool', () => {
    expect(findJava(['mvn'], { PATH: install('a', 'mvn', '', 0o644) }).missing).to.match(/^mvn not found/);
  });

  it('does not take a java that only complains for Java', () => {
    expect(findJava(['java'], { PATH: install('a', 'java', 'exit 1') }).missing).to.match(/^java not found/);
  });
});
