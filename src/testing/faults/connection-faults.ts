import { ResponseCode } from '../../protocol/response-code.js';
import { answerCommands, answerWith } from './command-faults.js';
import type { ArmedFault, FaultBehaviour } from './armed-fault.js';
import type { FaultRegistry } from './fault-registry.js';
import type { FaultyLink } from './faulty-link.js';

/** What is done to a connection and undone again. */
interface ConnectionState {
  readonly begin: (link: FaultyLink, owner: object) => void;
  readonly end: (link: FaultyLink, owner: object) => void;
}

const notReading: ConnectionState = {
  begin: (link, owner) => link.stopReading(owner),
  end: (link, owner) => link.readOn(owner),
};

const frozen: ConnectionState = {
  begin: (link, owner) => link.freeze(owner),
  end: (link, owner) => link.thaw(owner),
};

const dead: ConnectionState = { begin: (link) => link.die(), end: () => undefined };

/** Strikes each connection, or, where it is about commands, the connection of each command that fits. */
function stateFault({ begin, end }: ConnectionState, onCommands: boolean): FaultBehaviour {
  if (!onCommands)
    return {
      meet: (link, fault) => {
        if (fault.draw()) begin(link, fault);
      },
      leave: end,
    };
  return {
    strike: (frame, { link }, fault) => {
      begin(link, fault);
      return frame;
    },
    leave: end,
  };
}

export const stopReadingFault = (onCommands: boolean): FaultBehaviour => stateFault(notReading, onCommands);

export const halfOpenFault = (onCommands: boolean): FaultBehaviour => stateFault(dead, onCommands);

/**
 * On connections as the others. Where it is about commands, the first that fits stops the whole server: all its connections, and
 * those that come.
 */
export function pauseFault(registry: FaultRegistry, onCommands: boolean): FaultBehaviour {
  if (!onCommands) return stateFault(frozen, false);
  const paused = new Set<string>();
  const freeze = (link: FaultyLink, fault: ArmedFault): void => {
    if (paused.has(link.server) && fault.trigger.concerns(link)) link.freeze(fault);
  };
  return {
    strike: (frame, { link }, fault) => {
      paused.add(link.server);
      for (const other of registry.links) freeze(other, fault);
      return frame;
    },
    meet: freeze,
    leave: frozen.end,
  };
}

export const refuseFault: FaultBehaviour = { refuses: (fault) => fault.draw() };

/** As a broker that shuts down gracefully (wire.md section 2.5): on the old connections, until it hangs up on them. */
export function goAwayFault(graceMs: number, remark: string): FaultBehaviour {
  return {
    ...answerCommands(answerWith(ResponseCode.GO_AWAY, { remark, extFields: undefined, body: undefined })),
    meet: (link, fault) => link.leaveAfter(fault, graceMs),
    leave: (link, fault) => link.stay(fault),
  };
}
