import { CreateRules, DeleteRules, ListRules, ReadRules, UpdateRules } from '../calls/access-rules.js';

/** What users of one broker may do, 5.3.0 and newer: before that brokers err with {@link RequestNotSupportedError}. */
export const accessControlCalls = {
  /** Adds rules to those of a user. */
  create: CreateRules,
  /** The same. */
  update: UpdateRules,
  /** One rule, or all of a user. */
  delete: DeleteRules,
  /** Those of a user. */
  read: ReadRules,
  /** Of all users. */
  list: ListRules,
} as const;
