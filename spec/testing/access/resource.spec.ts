import { expect } from 'chai';
import {
  compareResources,
  isAbout,
  parseResource,
  type Resource,
  resourceText,
} from '../../../src/testing/access/resource.js';

const parse = (text: string): Resource => {
  const resource = parseResource(text);
  if (resource === undefined) throw new Error(`${text} is no resource`);
  return resource;
};
const topic = (name: string) => ({ kind: 'Topic', name, actions: [] }) as const;

describe('parseResource', () => {
  it('reads what a broker of 5.3.3 reads, and tells it as that does', () => {
    const told = {
      '*': '*',
      'Topic:*': 'Topic:*',
      'Topic:T': 'Topic:T',
      'topic:T': 'Topic:T',
      'TOPIC:T*': 'Topic:T*',
      'Topic:T*x*': 'Topic:T*',
      'Topic:': 'Topic:',
      'Group:%RETRY%g': 'Group:%RETRY%g',
      'Namespace:n': 'Namespace:n',
      'Cluster:a:b': 'Cluster:a:b',
    };
    for (const [text, expected] of Object.entries(told))
      expect(resourceText(parse(text)), text).to.equal(expected);
  });

  it('does not understand other words', () => {
    for (const text of ['', 'T', 'Thing:T', ':T', 'Topic'])
      expect(parseResource(text), text).to.equal(undefined);
  });
});

describe('isAbout', () => {
  it('knows a name, names that begin alike, all names, and everything', () => {
    const fitting = [
      '*',
      'Topic:*',
      'Topic:T*',
      'Topic:Tab',
      'Topic:T',
      'Topic:Tabc',
      'Group:*',
      'Group:Tab',
    ];
    expect(fitting.filter((text) => isAbout(parse(text), topic('Tab')))).to.deep.equal([
      '*',
      'Topic:*',
      'Topic:T*',
      'Topic:Tab',
    ]);
  });
});

describe('compareResources', () => {
  it('prefers a name, then the shorter beginning, then all names, then everything', () => {
    const order = ['Topic:Tab', 'Topic:T*', 'Topic:Ta*', 'Topic:*', '*'];
    const sorted = order.toReversed().toSorted((left, right) => compareResources(parse(left), parse(right)));
    expect(sorted).to.deep.equal(order);
  });
});
