import type { StoreModule } from '../../store/define-store.ts';
import { openChatReads } from './read-store-sqlite.ts';
import { type ChatReads, type ChatWrites, chatStoreDefinition } from './chat-store.ts';
import { type GroupRooms, openGroupRooms } from './group-room-row.ts';
import { openMessageWrites } from './message-store-sqlite.ts';
import { openRoomWrites } from './room-store-sqlite.ts';

/** Chat’s SQL, as the storage threads run it. */
export const chatStoreModule: StoreModule<ChatWrites, ChatReads> = {
  definition: chatStoreDefinition,
  openWrites(database) {
    const rooms = openGroupRooms(database);
    const { sendMessage, ...others } = { ...openRoomWrites(database), ...openMessageWrites(database, rooms) };
    return { ...settlingFirst(others, rooms), sendMessage };
  },
  openReads: openChatReads,
};

/** The same functions, each after what sending keeps was written. */
function settlingFirst<Functions extends Readonly<Record<keyof Functions, (input: never) => unknown>>>(
  functions: Functions,
  rooms: GroupRooms,
): Functions {
  const wrapped = Object.entries<(input: never) => unknown>(functions).map(([name, run]) => {
    const afterSettling = (input: never) => {
      rooms.settle();
      return run(input);
    };
    return [name, afterSettling] as const;
  });
  return Object.fromEntries(wrapped) as Functions;
}
