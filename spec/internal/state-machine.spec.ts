import { expect } from 'chai';
import sinon from 'sinon';
import { InvalidStateTransitionError } from '../../src/errors/usage-error.js';
import { StateMachine, type Transitions } from '../../src/internal/state-machine.js';

type Light = { readonly name: 'red' | 'green'; readonly since: number } | { readonly name: 'broken' };

const table: Transitions<Light['name']> = { red: ['green', 'broken'], green: ['red', 'broken'], broken: [] };
const makeLight = (): StateMachine<Light> =>
  new StateMachine<Light>('light', table, { name: 'red', since: 0 });
const names = (light: StateMachine<Light>): string[] => {
  const seen: string[] = [];
  light.state$.subscribe({ next: ({ name }) => seen.push(name), complete: () => seen.push('completed') });
  return seen;
};

describe('StateMachine', () => {
  it('begins in its first state and tells it to whoever comes', () => {
    const light = makeLight();
    expect(light.state).to.deep.equal({ name: 'red', since: 0 });
    expect(names(light)).to.deep.equal(['red']);
  });

  it('moves along its table', () => {
    const light = makeLight();
    const seen = names(light);
    light.transition({ name: 'green', since: 1 });
    light.transition({ name: 'broken' });
    expect(seen).to.deep.equal(['red', 'green', 'broken']);
  });

  it('refuses a move that the table does not have, and stays', () => {
    const light = makeLight();
    const seen = names(light);
    expect(() => light.transition({ name: 'red', since: 1 }))
      .to.throw(InvalidStateTransitionError, 'The light cannot go from red to red')
      .that.includes({ machine: 'light', from: 'red', to: 'red' });
    expect(light.state).to.deep.equal({ name: 'red', since: 0 });
    expect(seen).to.deep.equal(['red']);
  });

  it('is in the new state before anybody hears of it', () => {
    const light = makeLight();
    const during: string[] = [];
    light.state$.subscribe(() => during.push(light.state.name));
    light.transition({ name: 'green', since: 1 });
    expect(during).to.deep.equal(['red', 'green']);
  });

  it('tells every observer every state in order when one of them moves on from within', () => {
    const light = makeLight();
    light.state$.subscribe(({ name }) => {
      if (name === 'green') light.transition({ name: 'broken' });
    });
    const later = names(light);
    light.transition({ name: 'green', since: 1 });
    expect(later).to.deep.equal(['red', 'green', 'broken']);
    expect(light.state.name).to.equal('broken');
  });

  it('completes after the last state, also when it is completed from within', () => {
    const light = makeLight();
    light.state$.subscribe(({ name }) => {
      if (name === 'green') {
        light.transition({ name: 'broken' });
        light.complete();
      }
    });
    const later = names(light);
    light.transition({ name: 'green', since: 1 });
    expect(later).to.deep.equal(['red', 'green', 'broken', 'completed']);
  });

  it('does not hand out its subject', () => {
    expect(makeLight().state$).not.to.have.property('next');
  });

  it('goes on when an observer throws', () => {
    const light = makeLight();
    const clock = sinon.useFakeTimers();
    light.state$.subscribe(({ name }) => {
      if (name === 'green') throw new Error('observer');
    });
    const other = names(light);
    light.transition({ name: 'green', since: 1 });
    light.transition({ name: 'red', since: 2 });
    expect(other).to.deep.equal(['red', 'green', 'red']);
    expect(() => clock.runAll()).to.throw('observer');
  });
});
