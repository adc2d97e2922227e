import { expect } from 'chai';
import { map, of } from 'rxjs';
import { composeInterceptors, type Interceptor, type Invoke } from '../../src/remoting/interceptor.js';
import { Invocation } from '../../src/remoting/invocation.js';

const echo: Invoke<string, string> = (request) => of(request);
const around = (name: string): Interceptor<string, string> => {
  return (next) => (request, options, invocation) =>
    next(`${request}>${name}`, options, invocation).pipe(map((answer) => `${answer}<${name}`));
};

describe('composeInterceptors', () => {
  it('makes nothing of none, so that no detour is taken', () => {
    expect(composeInterceptors([], echo)).to.equal(undefined);
  });

  it('puts the first one given outermost', () => {
    const invoke = composeInterceptors([around('outer'), around('inner')], echo);
    const answers: string[] = [];
    invoke?.('r', {}, new Invocation('call', 'client', 'peer:1', 0)).subscribe((answer) =>
      answers.push(answer),
    );
    expect(answers).to.deep.equal(['r>outer>inner<inner<outer']);
  });

  it('applies each interceptor once, not once per call', () => {
    let applied = 0;
    const invoke = composeInterceptors<string, string>(
      [
        (next) => {
          applied += 1;
          return next;
        },
      ],
      echo,
    );
    invoke?.('a', {}, new Invocation('call', 'client', 'peer:1', 0));
    invoke?.('b', {}, new Invocation('call', 'client', 'peer:1', 0));
    expect(applied).to.equal(1);
  });
});
