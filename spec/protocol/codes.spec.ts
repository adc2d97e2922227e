import { expect } from 'chai';
import { LanguageCode, languageName, toLanguageCode } from '../../src/protocol/language-code.js';
import { RequestCode, requestCodeName } from '../../src/protocol/request-code.js';
import { isSendSuccess, ResponseCode, responseCodeName } from '../../src/protocol/response-code.js';
import { vectors } from './support/golden.js';

interface NamedCode {
  readonly code: number;
  readonly name: string;
}

const tableOf = (rows: readonly NamedCode[]): Record<string, number> =>
  Object.fromEntries(rows.map(({ name, code }) => [name, code]));

/** What a table has beyond the vectors. */
function beyond(table: Readonly<Record<string, number>>, rows: readonly NamedCode[]): number[] {
  const known = tableOf(rows);
  return Object.entries(table)
    .filter(([name]) => known[name] === undefined)
    .map(([, code]) => code);
}

describe('RequestCode', () => {
  const rows = vectors('request-codes') as readonly NamedCode[];

  it('has every code of Java 5.3.3, with its name', () => {
    expect(RequestCode).to.include(tableOf(rows));
  });

  it('has besides only the old ACL codes and those of the line with lite topics', () => {
    const lite = Array.from({ length: 10 }, (_, index) => 200_070 + index);
    expect(beyond(RequestCode, rows)).to.have.members([50, 51, 52, 53, 54, 5001, 5002, 5003, ...lite]);
  });

  it('has no number twice', () => {
    expect(new Set(Object.values(RequestCode)).size).to.equal(Object.keys(RequestCode).length);
  });
});

describe('requestCodeName', () => {
  it('names known codes, and says the number of others', () => {
    expect(requestCodeName(310)).to.equal('SEND_MESSAGE_V2');
    expect(requestCodeName(200_151)).to.equal('BATCH_ACK_MESSAGE');
    expect(requestCodeName(9999)).to.equal('UNKNOWN(9999)');
  });
});

describe('ResponseCode', () => {
  const rows = vectors('response-codes') as readonly NamedCode[];

  it('has every code of Java 5.3.3, with its name', () => {
    expect(ResponseCode).to.include(tableOf(rows));
  });

  it('has besides only the quotas of the line with lite topics', () => {
    expect(beyond(ResponseCode, rows)).to.have.members([2017, 2018]);
  });
});

describe('responseCodeName', () => {
  it('names known codes, and says the number of others', () => {
    expect(responseCodeName(17)).to.equal('TOPIC_NOT_EXIST');
    expect(responseCodeName(-1006)).to.equal('RPC_TIME_OUT');
    expect(responseCodeName(777)).to.equal('UNKNOWN(777)');
  });
});

describe('isSendSuccess', () => {
  it('is true for success and for weaker durability, and for nothing else', () => {
    const successes = Object.values(ResponseCode).filter(isSendSuccess);
    expect(successes).to.have.members([0, 10, 11, 12]);
  });
});

describe('LanguageCode', () => {
  it('is the table of Java 5.3.3', () => {
    expect(LanguageCode).to.deep.equal(tableOf(vectors('languages') as readonly NamedCode[]));
  });
});

describe('languageName', () => {
  it('is the inverse of the table', () => {
    for (const [name, code] of Object.entries(LanguageCode)) expect(languageName(code)).to.equal(name);
  });
});

describe('toLanguageCode', () => {
  it('takes names in any case, and numbers', () => {
    expect(toLanguageCode('GO')).to.equal(LanguageCode.GO);
    expect(toLanguageCode('node_js')).to.equal(LanguageCode.NODE_JS);
    expect(toLanguageCode(0)).to.equal(LanguageCode.JAVA);
  });

  it('takes what it does not know for OTHER', () => {
    for (const value of ['KLINGON', 'toString', '__proto__', 99, -1, 1.5, {}, [], true])
      expect(toLanguageCode(value), JSON.stringify(value)).to.equal(LanguageCode.OTHER);
  });
});
