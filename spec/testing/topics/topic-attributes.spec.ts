import { expect } from 'chai';
import { alterAttributes, parseAttributeChanges } from '../../../src/testing/topics/topic-attributes.js';
import { refusalOf } from '../support/ask.js';

const remarkOf = (change: () => unknown): string => {
  const { code, remark } = refusalOf(change);
  expect(code).to.equal(1);
  return remark;
};

describe('parseAttributeChanges', () => {
  it('reads names with their signs', () => {
    expect(parseAttributeChanges('+message.type=FIFO,-reserve.time')).to.deep.equal({
      '+message.type': 'FIFO',
      '-reserve.time': '',
    });
    expect(parseAttributeChanges('')).to.deep.equal({});
    expect(parseAttributeChanges()).to.deep.equal({});
  });

  it('refuses what has no sign or comes twice', () => {
    const remarks = ['message.type=FIFO', 'message.type', '+a=1,+a=2'].map((text) =>
      remarkOf(() => parseAttributeChanges(text)),
    );
    expect(remarks).to.deep.equal([
      'add/alter attribute format is wrong: message.type',
      'delete attribute format is wrong: message.type',
      'key duplication: +a',
    ]);
  });
});

describe('alterAttributes', () => {
  const present = { 'message.type': 'FIFO', 'queue.type': 'SimpleCQ' };

  it('adds, changes and removes', () => {
    expect(alterAttributes(undefined, { '+message.type': 'DELAY' })).to.deep.equal({
      'message.type': 'DELAY',
    });
    expect(alterAttributes(present, { '+message.type': 'NORMAL', '+reserve.time': '-1' })).to.deep.equal({
      'message.type': 'NORMAL',
      'queue.type': 'SimpleCQ',
      'reserve.time': '-1',
    });
    expect(alterAttributes(present, { '-message.type': '' })).to.deep.equal({ 'queue.type': 'SimpleCQ' });
  });

  it('refuses what the real broker refuses, in its words', () => {
    const changes = [
      { '+nope': '1' },
      { '+queue.type': 'BatchCQ' },
      { '-queue.type': '' },
      { '+message.type': 'SOME' },
      { '+reserve.time': '-2' },
      { '+reserve.time': 'x' },
      { '-reserve.time': '' },
      { 'message.type': 'FIFO' },
      { '+message-type': 'FIFO' },
      { '+message.type': 'FIFO', '-message.type': '' },
    ];
    expect(changes.map((change) => remarkOf(() => alterAttributes(present, change)))).to.deep.equal([
      'unsupported key: nope',
      'attempt to update an unchangeable attribute. key: queue.type',
      'attempt to update an unchangeable attribute. key: queue.type',
      'value is not in set: [UNSPECIFIED, NORMAL, FIFO, DELAY, TRANSACTION, MIXED]',
      'value is not in range(-1, 9223372036854775807)',
      'For input string: "x"',
      'attempt to delete a nonexistent key: reserve.time',
      'wrong format key: essage.type',
      'kv string format wrong.',
      'alter duplication key. key: message.type',
    ]);
  });

  it('only adds to what is created', () => {
    expect(remarkOf(() => alterAttributes(undefined, { '-message.type': '' }))).to.equal(
      'only add attribute is supported while creating topic. key: message.type',
    );
  });
});
