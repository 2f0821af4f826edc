import type { StoreModule } from '../../store/define-store.ts';
import { openChatReads } from './read-store-sqlite.ts';
import { type ChatReads, type ChatWrites, chatStoreDefinition } from './chat-store.ts';
import { openMessageWrites } from './message-store-sqlite.ts';
import { openRoomWrites } from './room-store-sqlite.ts';

/** Chat’s SQL, as the storage threads run it. */
export const chatStoreModule: StoreModule<ChatWrites, ChatReads> = {
  definition: chatStoreDefinition,
  openWrites: (database) => ({ ...openRoomWrites(database), ...openMessageWrites(database) }),
  openReads: openChatReads,
};
