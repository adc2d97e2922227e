import { expect } from 'chai';
import fc from 'fast-check';
import { type AccessRule, policiesOf, rulesIn } from '../../src/broker/access-rule.js';

const rule = fc.record({
  resource: fc.constantFrom('*', 'Topic:T', 'Group:g*', 'Cluster:*'),
  actions: fc.uniqueArray(fc.constantFrom('All', 'Pub', 'Sub', 'Get'), { minLength: 1 }),
  decision: fc.constantFrom('Allow', 'Deny'),
  sourceIps: fc.option(fc.constant(['10.0.0.0/8']), { nil: undefined }),
  isDefault: fc.boolean(),
}) as fc.Arbitrary<AccessRule>;

describe('policiesOf', () => {
  it('keeps every rule, the defaults behind the others', () => {
    fc.assert(
      fc.property(fc.array(rule), (rules) => {
        const ordered = [
          ...rules.filter((each) => !each.isDefault),
          ...rules.filter((each) => each.isDefault),
        ];
        expect(rulesIn(policiesOf(rules))).to.deep.equal(ordered);
      }),
    );
  });

  it('takes a rule for no default unless it says so', () => {
    const [policy] = policiesOf([{ resource: '*', actions: ['All'], decision: 'Allow' }]);
    expect(policy).to.deep.equal({
      entries: [{ actions: ['All'], decision: 'Allow', resource: '*', sourceIps: undefined }],
      policyType: 'Custom',
    });
  });
});

describe('rulesIn', () => {
  it('takes a decision that it does not know for no', () => {
    const [unknown] = rulesIn([{ policyType: 'Custom', entries: [{ decision: 'Maybe' }] }]);
    expect(unknown).to.deep.equal({
      resource: '',
      actions: [],
      decision: 'Deny',
      sourceIps: undefined,
      isDefault: false,
    });
  });
});
