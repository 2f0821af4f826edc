import type { AccountId } from '../../src-shared/base/ids.ts';
import type { HostInfo } from '../../src-shared/protocol/system/operations.ts';
import type { Connections, People } from '../kernel/ports.ts';

/** Names that the join page shows; more would be a list of members for strangers. */
const namesTold = 4;
/** A question of anybody must stay cheap, however many are connected. */
const connectionsLookedAt = 64;

/** Whose host this is and who is here, for people who are about to come in. */
export function joinFacts(parts: {
  ownerId: AccountId | undefined;
  isOpen: boolean;
  online: number;
  connections: Pick<Connections, 'views'>;
  people: Pick<People, 'find'>;
}): Pick<HostInfo, 'owner' | 'here'> {
  const { ownerId, people } = parts;
  const owner = ownerId === undefined ? undefined : people.find(ownerId)?.displayName;
  const known = owner === undefined ? {} : { owner };
  if (!parts.isOpen) return known;
  const names = new Map<AccountId, string>();
  let looked = 0;
  for (const { actor } of parts.connections.views()) {
    looked += 1;
    if (names.size === namesTold || looked > connectionsLookedAt) break;
    const person = people.find(actor.accountId);
    if (person) names.set(person.accountId, person.displayName);
  }
  return { ...known, here: { count: Math.max(parts.online, names.size), names: [...names.values()] } };
}
