/**
 * Where a consumer is.
 *
 * | from        | to                          | when |
 * |-------------|-----------------------------|------|
 * | `idle`      | `consuming`, `closed`       | `messages$` is subscribed; `close()` |
 * | `consuming` | `draining`, `releasing`     | `drain()` or `close()`; the subscriber left |
 * | `draining`  | `releasing`, `idle`         | the subscriber left meanwhile; the group has been left |
 * | `releasing` | `idle`                      | the group has been left |
 */
export type ConsumerState =
  | { readonly name: 'idle' }
  | {
      readonly name: 'consuming';
      /** Nothing flows until something is settled. */
      readonly windowFull: boolean;
    }
  | { readonly name: 'draining' }
  | { readonly name: 'releasing' }
  | { readonly name: 'closed' };

export const consumerTransitions = {
  idle: ['consuming', 'closed'],
  consuming: ['consuming', 'draining', 'releasing'],
  draining: ['releasing', 'idle'],
  releasing: ['idle'],
  closed: [],
} as const satisfies Record<ConsumerState['name'], readonly ConsumerState['name'][]>;
