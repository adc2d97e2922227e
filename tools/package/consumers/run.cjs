// A CommonJS program that uses the installed package.
const assert = require('node:assert/strict');
const { createClient, Single, isFatal, ClosedError } = require('rx-rocketmq');
const { decodeFrame, encodeFrame } = require('rx-rocketmq/protocol');
const remoting = require('rx-rocketmq/remoting');

assert.equal(typeof decodeFrame, 'function');
assert.equal(typeof encodeFrame, 'function');
assert.ok(Object.keys(remoting).length > 0);
assert.ok(isFatal(new ClosedError('client')));

const single = new Single((subscriber) => subscriber.error(new ClosedError('client')));
single.catch((error) => assert.equal(error.code, 'ROCKETMQ_CLOSED'));
createClient({ nameServers: 'localhost:9876' })
  .close()
  .catch((error) => assert.ifError(error));
