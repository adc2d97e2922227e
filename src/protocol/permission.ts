/** Bits of `perm` in routes and topic configurations (wire.md section 9.1, Java `PermName`). */
export const Permission = {
  INHERIT: 1,
  WRITE: 2,
  READ: 4,
  PRIORITY: 8,
} as const;

export type Permission = (typeof Permission)[keyof typeof Permission];

export function isReadable(perm: number): boolean {
  return (perm & Permission.READ) !== 0;
}

export function isWritable(perm: number): boolean {
  return (perm & Permission.WRITE) !== 0;
}
