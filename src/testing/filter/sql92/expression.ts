import type { SqlValue } from './value.js';

export type Comparison = '=' | '<' | '<=' | '>' | '>=';
export type TextSearch = 'CONTAINS' | 'STARTSWITH' | 'ENDSWITH';

export interface PropertyExpression {
  readonly type: 'property';
  readonly name: string;
}

/** An expression as a tree. `AND` and `OR` hold all their operands in a row, so that a long chain of them is not deep. */
export type Expression =
  | PropertyExpression
  | { readonly type: 'constant'; readonly value: SqlValue }
  | { readonly type: 'negate' | 'not' | 'cast'; readonly operand: Expression }
  | { readonly type: 'and' | 'or'; readonly operands: readonly Expression[] }
  | {
      readonly type: 'compare';
      readonly comparison: Comparison;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly type: 'in';
      readonly property: PropertyExpression;
      readonly values: ReadonlySet<string>;
      readonly isNegated: boolean;
    }
  | {
      readonly type: 'search';
      readonly search: TextSearch;
      readonly operand: Expression;
      readonly text: string;
      readonly isNegated: boolean;
    };
