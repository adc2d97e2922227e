import { expect } from 'chai';
import { presets } from '../../src/client/presets.js';
import { resolveClientOptions } from '../../src/client/resolve-client-options.js';

describe('presets', () => {
  for (const [name, preset] of Object.entries(presets)) {
    it(`has ${name}, which a client takes`, () => {
      const resolved = resolveClientOptions({ ...preset, nameServers: 'localhost:9876' });
      expect(resolved).to.deep.include(preset);
      expect(preset).to.be.frozen;
    });
  }

  it('calls the defaults production', () => {
    const defaults = resolveClientOptions({ nameServers: 'localhost:9876' });
    expect(defaults).to.deep.include(presets.production);
  });
});
