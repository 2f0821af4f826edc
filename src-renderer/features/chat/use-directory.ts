import { useMemo, useState } from 'react';
import type { ReplicaState, RoomState } from '../../../src-shared/client/contract.ts';
import { useReplica } from '../../state/client-context.tsx';
import { hashOf } from '../../state/route.ts';
import { Directory, type Linkable } from './calls.ts';

/** Names that can be called in this room; the same object as long as no name changes. */
export function useDirectory(room: RoomState): Directory {
  const viewerName = useReplica((replica) => replica.account?.displayName);
  const rooms = useReplica((replica) => replica.rooms);
  const { members } = room;
  const linkable = useLinkable(rooms);
  return useMemo(() => {
    const people = (members ?? []).map(({ displayName }) => ({
      displayName,
      isMe: displayName === viewerName,
    }));
    if (viewerName !== undefined && !people.some((person) => person.isMe)) {
      people.push({ displayName: viewerName, isMe: true });
    }
    return new Directory(people, linkable);
  }, [members, viewerName, linkable]);
}

/** Rooms with a name. The map is another one after every event, the names in it hardly ever. */
function useLinkable(rooms: ReplicaState['rooms']): readonly Linkable[] {
  const named = [...rooms.values()].flatMap(({ room: { roomId, name } }) =>
    name === undefined ? [] : [{ name, href: `/${hashOf({ kind: 'room', roomId, seq: undefined })}` }],
  );
  const [kept, setKept] = useState(named);
  const isSame =
    kept.length === named.length &&
    kept.every(({ name, href }, index) => named[index]?.name === name && named[index].href === href);
  if (isSame) return kept;
  setKept(named);
  return named;
}
