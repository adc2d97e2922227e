import type { BrokerRequests } from '../../broker/broker-requests.js';
import { RequestCode } from '../../protocol/request-code.js';
import type { Runtime } from '../../runtime/runtime.js';
import { CheckRequest } from './check-request.js';

/** A producer that may be asked about the transactions of its group. */
export interface CheckMember {
  /** It has run this transaction itself, and knows. */
  knows(check: CheckRequest): boolean;
  /** It has a checker, or somebody listens. */
  readonly canAnswer: boolean;
  receive(check: CheckRequest): void;
  /** Nobody of the group can answer. */
  ignore(check: CheckRequest): void;
}

/**
 * Gives each question of a broker to one producer of the group it names: to the one which ran that transaction, else to those in turn
 * that can answer. A broker asks a client, and any client that has a producer of the group.
 */
export class CheckRouter {
  readonly #runtime: Runtime;
  readonly #members = new Map<string, Set<CheckMember>>();
  #turn = 0;

  constructor(
    requests: BrokerRequests,
    brokerNameOf: (address: string) => string | undefined,
    runtime: Runtime,
  ) {
    this.#runtime = runtime;
    requests.serve(RequestCode.CHECK_TRANSACTION_STATE, (request, address) => {
      this.#route(new CheckRequest(request, address, brokerNameOf));
      return undefined;
    });
  }

  /** The returned function takes it out again. */
  join(group: string, member: CheckMember): () => void {
    const members = this.#members.get(group) ?? new Set<CheckMember>();
    this.#members.set(group, members.add(member));
    return () => {
      members.delete(member);
      if (members.size === 0 && this.#members.get(group) === members) this.#members.delete(group);
    };
  }

  #route(check: CheckRequest): void {
    const members = [...(this.#members.get(check.producerGroup) ?? [])];
    const knowing = members.find((member) => member.knows(check));
    const able = members.filter(({ canAnswer }) => canAnswer);
    const chosen = knowing ?? able[this.#turn++ % able.length];
    if (chosen !== undefined) chosen.receive(check);
    else if (members.length > 0) for (const member of members) member.ignore(check);
    else
      this.#runtime.logger.warn('A broker asks about a transaction of a group without a producer here', {
        address: check.address,
        group: check.producerGroup,
      });
  }
}
