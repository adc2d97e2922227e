import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { libraryVersion } from '../../../src/broker/recording/library-version.js';

describe('libraryVersion', () => {
  it('is that of package.json', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(libraryVersion).to.equal(version);
  });
});
