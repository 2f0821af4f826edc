import type { ReplicaState, RoomState } from '../../../src-shared/client/contract.ts';

/** What a room is called in lists: its name, or of a direct room the other person’s. */
export function roomTitle(room: RoomState, replica: ReplicaState): string {
  if (room.room.name !== undefined) return room.room.name;
  const others = (room.members ?? []).filter((member) => member.accountId !== replica.account?.accountId);
  const names = others.map(
    (member) => replica.profiles.get(member.accountId)?.displayName ?? member.displayName,
  );
  if (names.length > 0) return names.slice(0, 4).join(', ');
  return room.room.kind === 'direct' ? 'Direct conversation' : 'Unnamed group';
}

/** Unread messages of a direct room count like mentions: they are all for me. */
export function pillCount(room: RoomState): number {
  return room.room.kind === 'direct' ? room.unread : room.mentions;
}

/** Rooms in the order of the list: channels, groups, then direct ones, each by name. */
export function orderedRooms(replica: ReplicaState): RoomState[] {
  const order = { channel: 0, group: 1, direct: 2 };
  return [...replica.rooms.values()]
    .filter((room) => room.joined)
    .toSorted(
      (a, b) =>
        order[a.room.kind] - order[b.room.kind] || roomTitle(a, replica).localeCompare(roomTitle(b, replica)),
    );
}
