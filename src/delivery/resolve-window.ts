import { integer, option, resolveOptions } from '../internal/options.js';
import { InvalidArgumentError } from '../errors/usage-error.js';
import type { Window, WindowOptions } from './window-options.js';

const defaultMessages = 1000;

/**
 * The only place with defaults and checks of {@link WindowOptions}.
 *
 * @throws {InvalidArgumentError} naming the option
 */
export function resolveWindow(options: unknown, path: string): Window {
  const { messages = defaultMessages } = (options ?? {}) as WindowOptions;
  const window = resolveOptions<Window>(path, options, {
    messages: option(integer(1), defaultMessages),
    bytes: option(integer(1), 64 * 1024 * 1024),
    perQueue: option(integer(1), Math.max(1, Math.floor(messages / 2))),
    span: option(integer(1), 2000),
  });
  if (window.perQueue > window.messages)
    throw new InvalidArgumentError(`${path}.perQueue`, `at most ${window.messages}, the whole window`);
  return window;
}
