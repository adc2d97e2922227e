import type { LenientJson, LenientJsonArray, LenientJsonObject } from './lenient-json-value.js';

/** An array or object that is being read, and under which key its next value will stand. */
export interface OpenContainer {
  readonly value: LenientJsonArray | LenientJsonObject;
  key: string;
}

/** One step of a path: `.name` (with backslash escapes), `[0]`, `['name']` or `["name"]`. */
const step = /\.((?:[^.[\]\\]|\\.)+)|\[(\d+)\]|\['([^']*)'\]|\["([^"]*)"\]/gy;

/**
 * What a fastjson reference such as `$.consumerDataSet[0].subscriptionDataSet[0]` points to, or `undefined`: for other
 * forms, for what was not read before, and for a container that is still open, which would make a cycle.
 */
export function resolveReference(path: string, open: readonly OpenContainer[]): LenientJson | undefined {
  let level = 0;
  let target: LenientJson | undefined = open[0]?.value;
  if (!path.startsWith('$') || path.length === 1) return undefined;
  let at = 1;
  while (at < path.length) {
    step.lastIndex = at;
    const match = step.exec(path);
    if (match === null || typeof target !== 'object' || target === null) return undefined;
    at = step.lastIndex;
    const key = match[1]?.replaceAll(/\\(.)/gs, '$1') ?? match[2] ?? match[3] ?? match[4] ?? '';
    const isOpen: boolean = target === open[level]?.value && key === open[level]?.key;
    if (isOpen) level++;
    target = isOpen ? open[level]?.value : child(target, key);
  }
  return target === open[level]?.value ? undefined : target;
}

function child(container: LenientJsonArray | LenientJsonObject, key: string): LenientJson | undefined {
  return Array.isArray(container) ? container[Number(key)] : container[key];
}
