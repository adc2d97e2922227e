import { expect } from 'chai';
import { bytes } from '../../src/payload/bytes-codec.js';

describe('bytes', () => {
  it('gives bytes as they are, without a copy', () => {
    const body = Buffer.from([0, 255]);
    expect(bytes.encode(body)).to.equal(body);
    expect(bytes.decode(body)).to.equal(body);
  });
});
