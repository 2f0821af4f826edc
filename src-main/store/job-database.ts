import type { AuditEntry } from '../kernel/ports.ts';
import type {
  GroupMemory,
  PreparedStatement,
  ReadDatabase,
  SqlValue,
  WriteDatabase,
} from './define-store.ts';
import type { SqliteDatabase } from './open-database.ts';

/** Hands out prepared statements and nothing else of the connection. */
export function readDatabase(database: SqliteDatabase): ReadDatabase {
  return {
    prepare: <Row>(sql: string) => database.prepare<SqlValue[], Row>(sql) as PreparedStatement<Row>,
  };
}

/**
 * The writer's face for store functions; `onAudit` is told when a job left something in the outbox, `memories` takes
 * what they keep while a group runs.
 */
export function writeDatabase(
  database: SqliteDatabase,
  { onAudit, memories }: { onAudit: () => void; memories: GroupMemory[] },
): WriteDatabase {
  const insert = database.prepare('INSERT INTO outbox (payload) VALUES (?)');
  return {
    ...readDatabase(database),
    writable: true,
    audit(entry: AuditEntry) {
      insert.run(JSON.stringify(entry));
      onAudit();
    },
    keep: (memory) => void memories.push(memory),
  };
}
