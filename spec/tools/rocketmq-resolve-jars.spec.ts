import { expect } from 'chai';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  fillOnce,
  hasJars,
  jarFolder,
  resolveJars,
  toolCacheFolder,
} from '../../tools/rocketmq/resolve-jars.js';

const write = (text: string) => (scratch: string) => {
  writeFileSync(join(scratch, 'file'), text);
  return Promise.resolve();
};

describe('resolve-jars', () => {
  let cache: string;

  beforeEach(() => {
    cache = mkdtempSync(join(tmpdir(), 'resolve-jars-'));
  });

  afterEach(() => {
    rmSync(cache, { recursive: true });
  });

  describe('toolCacheFolder', () => {
    it('is below node_modules unless the environment says otherwise', () => {
      expect(toolCacheFolder({})).to.match(/node_modules\/\.cache\/rx-rocketmq$/);
      expect(toolCacheFolder({ ROCKETMQ_TOOL_CACHE: '/jars' })).to.equal('/jars');
    });
  });

  describe('resolveJars', () => {
    it('takes what is there', async () => {
      mkdirSync(jarFolder('1.2.3', cache));
      expect([hasJars('1.2.3', cache), await resolveJars('1.2.3', cache)]).to.deep.equal([
        true,
        join(cache, '1.2.3'),
      ]);
    });
  });

  describe('fillOnce', () => {
    it('fills a folder once', async () => {
      const folder = join(cache, 'a');
      await fillOnce(folder, write('first'));
      await fillOnce(folder, () => Promise.reject(new Error('filled again')));
      expect(readdirSync(folder)).to.deep.equal(['file']);
    });

    it('lets one win when several fill at once', async () => {
      const folder = join(cache, 'a');
      const filled = await Promise.all(['1', '2', '3'].map((text) => fillOnce(folder, write(text))));
      expect([filled, readdirSync(cache)]).to.deep.equal([[folder, folder, folder], ['a']]);
    });

    it('leaves nothing when filling fails', async () => {
      const failure = await fillOnce(join(cache, 'a'), (scratch) => {
        writeFileSync(join(scratch, 'half'), '');
        return Promise.reject(new Error('no network'));
      }).catch((error: unknown) => error);
      expect(failure).to.be.an('error').with.property('message', 'no network');
      expect(readdirSync(cache)).to.deep.equal([]);
    });

    it('removes what a killed process left, and only that', async () => {
      const abandoned = join(cache, '.partial-999999999-xyz');
      const busy = join(cache, `.partial-${process.ppid}-xyz`);
      mkdirSync(abandoned);
      mkdirSync(busy);
      await fillOnce(join(cache, 'a'), write(''));
      expect([existsSync(abandoned), existsSync(busy)]).to.deep.equal([false, true]);
    });
  });
});
