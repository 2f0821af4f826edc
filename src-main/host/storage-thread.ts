import { accountStoreModule } from '../components/account/account-store-sqlite.ts';
import { chatStoreModule } from '../components/chat/chat-store-sqlite.ts';
import { runStorageThread } from '../store/run-storage-thread.ts';

/** The entry of both storage threads, and the only place that knows every component’s SQL. */
runStorageThread([accountStoreModule, chatStoreModule]);
