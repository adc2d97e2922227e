import { expect } from 'chai';
import { sourceFiles } from './source-files.js';

const maxLines = 400;

describe('file size', () => {
  it(`stays at or below ${maxLines} lines in src`, () => {
    const large = sourceFiles('src')
      .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
      .filter(({ lines }) => lines > maxLines)
      .map(({ path, lines }) => `${path}: ${lines} lines`);
    expect(large, 'split these: one exported concept per file (40 to 150 lines are usual)').to.deep.equal([]);
  });
});
