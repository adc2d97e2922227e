import { expect } from 'chai';
import type { AdminRequest } from '../../../tools/rocketmq/admin-connection.js';
import type { BrokerUnderTest } from '../../support/rocketmq/broker-under-test.js';

/** What matters of an answer. */
export interface Expected {
  readonly code: number;
  /** Part of the remark. */
  readonly remark?: string;
  /** Fields that must be there with these values. */
  readonly ext?: Readonly<Record<string, string>>;
  /** Names of fields, exactly. */
  readonly fields?: readonly string[];
  /** Part of the body, as text. */
  readonly body?: string;
}

export interface Question {
  readonly code: number;
  readonly ext?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: string | object;
}

export interface AnswerCase {
  readonly title: string;
  /** Called in the test. */
  readonly ask: () => Question;
  readonly answer: Expected;
  /** Of brokers of 4.9, where it differs; `none`: they have no such request, or do not answer it. */
  readonly on4?: Expected | 'none';
}

/** The request as it is sent. */
export function toRequest({ code, ext = {}, body }: Question): AdminRequest {
  const given = Object.entries(ext).filter(([, value]) => value !== undefined);
  const text = typeof body === 'object' ? JSON.stringify(body) : body;
  return {
    code,
    extFields: Object.fromEntries(given.map(([key, value]) => [key, String(value)])),
    ...(text !== undefined && { body: Buffer.from(text) }),
  };
}

/** One test for each case; requests go to what `address` returns. */
export function itAnswers(
  broker: () => BrokerUnderTest,
  address: () => string,
  version: string,
  cases: readonly AnswerCase[],
): void {
  for (const { title, ask, answer, on4 = answer } of cases) {
    const expected = version.startsWith('4.') ? on4 : answer;
    if (expected === 'none') continue;
    it(title, async () => {
      const response = await broker().request(address(), toRequest(ask()));
      const { code, remark = '', ext = {}, fields, body } = expected;
      expect(response.code, response.remark).to.equal(code);
      expect(response.remark ?? '').to.contain(remark);
      expect(response.extFields ?? {}).to.include(ext);
      if (fields !== undefined)
        expect(Object.keys(response.extFields ?? {}).toSorted()).to.deep.equal(fields.toSorted());
      if (body !== undefined) expect(Buffer.from(response.body ?? []).toString()).to.contain(body);
    });
  }
}
