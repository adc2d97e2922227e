import { Observable } from 'rxjs';
import type { RemotingCommand } from '../../protocol/remoting-command.js';
import type { Runtime } from '../../runtime/runtime.js';
import type { HeldPoll, NotHeld, PollingRoom } from './polling-room.js';

/** A try to answer a request: the answer, or what to answer if it cannot be held. */
export type Attempt = () => RemotingCommand | ((why: NotHeld) => RemotingCommand);

/**
 * Tries until there is an answer, held in `room` in between. Cold: emits one answer. Errs with what an attempt throws.
 *
 * @param changed - called when a request was held or ended: the times of the room are others
 */
export function longPoll(
  poll: Omit<HeldPoll, 'resume'>,
  attempt: Attempt,
  { room, runtime, changed }: { room: PollingRoom; runtime: Runtime; changed: () => void },
): Observable<RemotingCommand> {
  return new Observable((subscriber) => {
    const held: HeldPoll = {
      ...poll,
      resume: () => {
        try {
          const outcome = attempt();
          const answer = typeof outcome === 'function' ? refuse(outcome) : outcome;
          if (answer === undefined) return;
          subscriber.next(answer);
          subscriber.complete();
        } catch (error) {
          subscriber.error(error);
        }
      },
    };
    const refuse = (answer: (why: NotHeld) => RemotingCommand): RemotingCommand | undefined => {
      const why = room.hold(held, runtime.now());
      return why === undefined ? undefined : answer(why);
    };
    held.resume();
    changed();
    return () => {
      room.release(held);
      changed();
    };
  });
}
