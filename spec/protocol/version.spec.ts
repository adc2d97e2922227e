import { expect } from 'chai';
import { headerVersion, versionName, versionOrdinal } from '../../src/protocol/version.js';
import { vectors } from './support/golden.js';

const versions = vectors('versions') as readonly { readonly name: string; readonly number: number }[];

describe('versionName', () => {
  it('knows every version of Java', () => {
    for (const { name, number } of versions) expect(versionName(number)).to.equal(name);
  });

  it('takes higher numbers for the last entry, as Java does', () => {
    expect(versionName(versions.length)).to.equal('HIGHER_VERSION');
    expect(versionName(-1)).to.equal('V3_0_0_SNAPSHOT');
  });
});

describe('versionOrdinal', () => {
  it('is the inverse', () => {
    for (const { name, number } of versions) expect(versionOrdinal(name)).to.equal(number);
  });

  it('is undefined for other names', () => {
    expect(versionOrdinal('V9_0_0')).to.equal(undefined);
  });
});

describe('headerVersion', () => {
  it('is V5_3_3: standard JSON routes, all fields signed, GO_AWAY from all servers that know it', () => {
    expect(versionName(headerVersion)).to.equal('V5_3_3');
  });
});
