import type { Logger } from './logger.js';

/** Writes to the console of the process, everything: for development. Fields come as an object behind the text. */
export const consoleLogger: Logger = console;
