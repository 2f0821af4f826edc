import type { Member } from '../../../src-shared/protocol/chat/entities.ts';
import type { Profile } from '../../../src-shared/protocol/profile/entities.ts';

/** Above this many members those who are away are not listed. */
const offlineShownUpTo = 500;

export type MemberItem =
  | { readonly kind: 'title'; readonly key: string; readonly title: string; readonly count: number }
  | { readonly kind: 'member'; readonly key: string; readonly member: Member; readonly isAway: boolean };

const names = new Intl.Collator();

/** By name in the order of the reader’s language. Sorting is the dear part, so it is done apart from who is there. */
export function sortedMembers(members: readonly Member[]): readonly Member[] {
  return members.toSorted((a, b) => names.compare(a.displayName, b.displayName));
}

/** Who is there, then who is away, each under a title with its number. */
export function memberItems(options: {
  sorted: readonly Member[];
  memberCount: number;
  profiles: ReadonlyMap<string, Profile>;
}): MemberItem[] {
  const { sorted, memberCount, profiles } = options;
  const isAway = (member: Member) => (profiles.get(member.accountId)?.presence ?? 'offline') === 'offline';
  const groups = [{ title: 'Online', members: sorted.filter((member) => !isAway(member)), isAway: false }];
  if (memberCount <= offlineShownUpTo) {
    groups.push({ title: 'Offline', members: sorted.filter(isAway), isAway: true });
  }
  return groups.flatMap((group): MemberItem[] => {
    const count = group.members.length;
    if (count === 0) return [];
    return [
      { kind: 'title', key: group.title, title: group.title, count },
      ...group.members.map((member) => ({
        kind: 'member' as const,
        key: member.accountId,
        member,
        isAway: group.isAway,
      })),
    ];
  });
}
