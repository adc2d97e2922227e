// oxlint-disable typescript/no-unnecessary-type-parameters -- the comparison happens between deferred types of T

/** `true` when both types are the same, modifiers and `any` included: two generic functions agree only if they are. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** States that a type is `true`; the compiler is the test runner of this folder. */
export type Assert<T extends true> = T;
