import { isIPv4 } from 'node:net';
import { expect } from 'chai';
import { createClientId, localAddress } from '../../src/client/identity.js';
import { createRuntime } from '../../src/runtime/runtime.js';

describe('localAddress', () => {
  it('is an IPv4 address', () => {
    expect(isIPv4(localAddress())).to.equal(true);
  });
});

describe('createClientId', () => {
  it('has address, process and chance in it', () => {
    const id = createClientId(createRuntime({ random: () => 0.5 }), undefined, '10.0.0.9');
    expect(id).to.equal(`10.0.0.9@${process.pid}#${(2 ** 47).toString(36)}`);
  });

  it('ends with the name of the unit, if there is one', () => {
    expect(createClientId(createRuntime(), 'unit-1')).to.match(/@unit-1$/);
  });

  it('differs between two clients of one process', () => {
    const runtime = createRuntime();
    expect(createClientId(runtime)).not.to.equal(createClientId(runtime));
  });
});
