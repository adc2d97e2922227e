import { CreateUser, DeleteUser, ListUsers, ReadUser, UpdateUser } from '../calls/users.js';

/** Users of one broker, 5.3.0 and newer: before that brokers err with {@link RequestNotSupportedError}. */
export const userCalls = {
  create: CreateUser,
  /** Changes what is said of a user. */
  update: UpdateUser,
  /** With its rules. */
  delete: DeleteUser,
  /** Emits undefined when there is none. */
  read: ReadUser,
  /** Those whose names contain a text. */
  list: ListUsers,
} as const;
