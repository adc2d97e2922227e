import { expect } from 'chai';
import fc from 'fast-check';
import type { PolicyEntryInfo } from '../../../src/protocol/index.js';
import {
  decisionOf,
  mergePolicies,
  policyInfos,
  readPolicies,
  withoutResource,
} from '../../../src/testing/access/policy.js';
import { parseResource } from '../../../src/testing/access/resource.js';

const entry = (resource: string, decision = 'Allow', parts: PolicyEntryInfo = {}): PolicyEntryInfo => ({
  actions: ['Get'],
  resource,
  decision,
  ...parts,
});
const policies = (entries: readonly PolicyEntryInfo[], policyType?: string) =>
  readPolicies([{ policyType, entries }]);
const need = { kind: 'Topic', name: 'Tabc', actions: ['GET', 'SUB'] } as const;

describe('readPolicies', () => {
  it('passes over words that it does not know, and takes others in any case', () => {
    const read = policies([entry('topic:T', 'DENY', { actions: ['get', 'Nope', 'PUB'] })], 'Odd');
    expect(policyInfos(read)).to.deep.equal([
      {
        entries: [{ actions: ['Get', 'Pub'], decision: 'Deny', resource: 'Topic:T', sourceIps: undefined }],
        policyType: 'Custom',
      },
    ]);
  });

  it('refuses in the words of 5.3.3', () => {
    const wrong: readonly (readonly [remark: string, entries: readonly PolicyEntryInfo[]])[] = [
      ['The policies is empty.', []],
      ['The resource is null.', [entry('T')]],
      ['The resource is null.', [{ actions: ['Pub'], decision: 'Allow' }]],
      ['The actions is empty.', [entry('Topic:T', 'Allow', { actions: ['Nope'] })]],
      ['The actions can not be Any.', [entry('Topic:T', 'Allow', { actions: ['Pub', 'any'] })]],
      ['The source ip is empty.', [entry('Topic:T', 'Allow', { sourceIps: [' '] })]],
      ['The source ip is invalid.', [entry('Topic:T', 'Allow', { sourceIps: ['10.0.0.*'] })]],
      ['The decision is null or illegal.', [entry('Topic:T', 'Maybe')]],
    ];
    for (const [remark, entries] of wrong)
      expect(() => policies([...entries]))
        .to.throw(remark)
        .with.property('code', 16);
  });
});

describe('mergePolicies', () => {
  it('puts the new in the place of the old, for the same resource and kind of policy', () => {
    const old = policies([entry('Topic:A'), entry('Topic:B')]);
    const merged = mergePolicies(
      mergePolicies(old, policies([entry('Topic:B', 'Deny'), entry('Topic:C')])),
      policies([entry('Topic:B')], 'Default'),
    );
    expect(
      policyInfos(merged).map(({ policyType, entries }) => [
        policyType,
        entries.map(({ resource, decision }) => `${resource} ${decision}`),
      ]),
    ).to.deep.equal([
      ['Custom', ['Topic:A Allow', 'Topic:B Deny', 'Topic:C Allow']],
      ['Default', ['Topic:B Allow']],
    ]);
  });

  it('is undone by taking the resources away again', () => {
    const resources = fc.uniqueArray(fc.constantFrom('*', 'Topic:A', 'Topic:A*', 'Group:*', 'Cluster:c'));
    fc.assert(
      fc.property(resources, (texts) => {
        const added = texts.flatMap((text) => policies([entry(text)]));
        let left = mergePolicies([], added);
        for (const text of texts) left = withoutResource(left, 'Custom', parseResource(text)!);
        expect(left).to.deep.equal([]);
      }),
    );
  });
});

describe('withoutResource', () => {
  it('leaves the same resource of the other kind of policy', () => {
    const both = mergePolicies(policies([entry('Topic:A')]), policies([entry('Topic:A')], 'Default'));
    const left = withoutResource(both, 'Default', parseResource('Topic:A')!);
    expect(left.map(({ policyType }) => policyType)).to.deep.equal(['Custom']);
  });
});

describe('decisionOf', () => {
  // Each was asked of a broker of 5.3.3.
  const seen: readonly (readonly [
    decision: string | undefined,
    ...entries: (readonly [string, string])[],
  ])[] = [
    ['Allow', ['*', 'Allow']],
    ['Allow', ['Topic:*', 'Allow']],
    ['Allow', ['Topic:*', 'Deny'], ['Topic:Tabc', 'Allow']],
    ['Deny', ['Topic:*', 'Deny'], ['Topic:T2', 'Allow']],
    ['Deny', ['*', 'Allow'], ['Topic:Tabc', 'Deny']],
    ['Allow', ['Topic:T*', 'Allow'], ['Topic:Tab*', 'Deny']],
    ['Allow', ['Topic:Tab*', 'Deny'], ['Topic:T*', 'Allow']],
    ['Deny', ['Topic:Tab*', 'Allow'], ['Topic:T*', 'Deny']],
    ['Deny', ['Topic:*', 'Allow'], ['Topic:T*', 'Deny']],
    ['Allow', ['Topic:T*', 'Allow'], ['Topic:*', 'Deny']],
    ['Allow', ['Topic:T*', 'Deny'], ['Topic:Tabc', 'Allow']],
    ['Allow', ['*', 'Deny'], ['Topic:*', 'Allow']],
    ['Deny', ['*', 'Allow'], ['Topic:*', 'Deny']],
    ['Allow', ['Topic:Tabc', 'Deny'], ['Topic:Tabc', 'Allow']],
    ['Allow', ['Topic:Tabc', 'Allow'], ['Topic:Tabc', 'Deny']],
    [undefined, ['Group:*', 'Allow']],
  ];
  for (const [decision, ...entries] of seen)
    it(`says ${decision ?? 'nothing'} to ${entries.map((each) => each.join(' ')).join(', ')}`, () => {
      const all = policies(entries.map(([resource, word]) => entry(resource, word)));
      expect(decisionOf(all, need, '127.0.0.1')).to.equal(decision);
    });

  it('looks at actions and addresses', () => {
    const saidTo = (parts: PolicyEntryInfo): string | undefined =>
      decisionOf(policies([entry('Topic:Tabc', 'Allow', parts)]), need, '127.0.0.1');
    expect(saidTo({ actions: ['All'] })).to.equal('Allow');
    expect(saidTo({ actions: ['Pub', 'Sub'] })).to.equal('Allow');
    expect(saidTo({ actions: ['Pub'] })).to.equal(undefined);
    expect(saidTo({ sourceIps: ['127.0.0.0/8'] })).to.equal('Allow');
    expect(saidTo({ sourceIps: ['10.0.0.0/8'] })).to.equal(undefined);
  });

  it('asks the defaults where none of the others fits', () => {
    const defaults = policies([entry('Topic:*')], 'Default');
    const withCustom = (parts: PolicyEntryInfo): string | undefined =>
      decisionOf([...defaults, ...policies([entry('Topic:Tabc', 'Deny', parts)])], need, '::1');
    expect(withCustom({ actions: ['Pub'] })).to.equal('Allow');
    expect(withCustom({ actions: ['All'] })).to.equal('Deny');
  });
});
