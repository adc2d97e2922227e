import type { MessageDraft } from '../store/message-draft.js';
import type { StoredEntry } from '../store/stored-entry.js';
import type { BrokerServices } from './broker-services.js';

/** Stores a message where it says, past the intake steps: what a broker moves from one of its topics to another. */
export function putAsIs({ state, identity, runtime }: BrokerServices, draft: MessageDraft): StoredEntry {
  return state.store.put(draft, identity.address, runtime.now());
}
