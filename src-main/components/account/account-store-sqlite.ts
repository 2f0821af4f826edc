import type { AccountId, DeviceId, SessionId } from '../../../src-shared/base/ids.ts';
import type { AccountKind, Role } from '../../../src-shared/protocol/account/entities.ts';
import type { AuditEntry } from '../../kernel/ports.ts';
import type { ReadDatabase, StoreModule, WriteDatabase } from '../../store/define-store.ts';
import {
  type AccountReads,
  type AccountRow,
  accountStoreDefinition,
  type AccountWrites,
  type HostRow,
  type Refused,
  type SessionRow,
  type SessionScope,
} from './account-store.ts';

interface SqlAccount {
  account_id: AccountId;
  kind: AccountKind;
  role: Role;
  display_name: string;
  name_key: string | null;
  username: string | null;
  username_key: string | null;
  created_at_ms: number;
  last_seen_ms: number;
}

interface SqlSession {
  session_id: SessionId;
  account_id: AccountId;
  device_id: DeviceId;
  scope: SessionScope;
  generation: number;
  token_hash: string;
  refreshed_at_ms: number;
  client: string | null;
  address: string | null;
  created_at_ms: number;
  last_seen_ms: number;
}

interface SqlHost {
  host_id: string;
  host_name: string;
  signing_key: string;
  refresh_key: string;
  highest_time_ms: number;
}

const nameTaken: Refused = { refused: 'conflict', message: 'This name is taken.' };
const noAccount: Refused = { refused: 'not_found', message: 'This account does not exist any more.' };

export const accountStoreModule: StoreModule<AccountWrites, AccountReads> = {
  definition: accountStoreDefinition,
  openWrites: openAccountWrites,
  openReads: openAccountReads,
};

function openAccountReads(database: ReadDatabase): AccountReads {
  const accounts = database.prepare<SqlAccount>('SELECT * FROM accounts');
  const sessions = database.prepare<SqlSession>('SELECT * FROM sessions');
  const devices = database.prepare<{ deviceId: DeviceId; accountId: AccountId }>(
    'SELECT device_id AS deviceId, account_id AS accountId FROM devices',
  );
  const password = database.prepare<{ password_hash: string | null }>(
    'SELECT password_hash FROM accounts WHERE account_id = ?',
  );
  return {
    loadAccounts: () => accounts.all().map(toAccount),
    loadSessions: () => sessions.all().map(toSession),
    loadDevices: () => devices.all(),
    passwordHash: ({ accountId }) => password.get(accountId)?.password_hash ?? null,
  };
}

function openAccountWrites(database: WriteDatabase): AccountWrites {
  return { ...openAccounts(database), ...openSessions(database), ...openHost(database) };
}

type HostWrites = Pick<AccountWrites, 'ensureHost' | 'updateHost' | 'recordAudit'>;
type SessionWrites = Pick<AccountWrites, 'createSession' | 'refreshSession' | 'endSessions' | 'writeSeen'>;

function openHost(database: WriteDatabase): HostWrites {
  const host = database.prepare<SqlHost>('SELECT * FROM host');
  const insert = database.prepare(
    'INSERT INTO host (only_row, host_id, host_name, signing_key, refresh_key, highest_time_ms) VALUES (1, ?, ?, ?, ?, ?)',
  );
  const update = database.prepare(
    'UPDATE host SET host_name = coalesce(?, host_name), highest_time_ms = max(highest_time_ms, ?)',
  );
  return {
    ensureHost(input) {
      const there = host.get();
      if (there) return toHost(there);
      insert.run(input.hostId, input.hostName, input.signingKey, input.refreshKey, input.highestTimeMs);
      return input;
    },
    updateHost(input) {
      update.run(input.hostName ?? null, input.highestTimeMs);
      auditAll(database, input.audit);
    },
    recordAudit: ({ audit }) => auditAll(database, audit),
  };
}

function openSessions(database: WriteDatabase): SessionWrites {
  const insertSession = openSessionInsert(database);
  const account = database.prepare('SELECT 1 FROM accounts WHERE account_id = ?');
  const refresh = database.prepare(
    `UPDATE sessions SET generation = ?, token_hash = ?, refreshed_at_ms = ?
      WHERE session_id = ? AND generation = ?`,
  );
  const end = database.prepare('DELETE FROM sessions WHERE session_id = ?');
  const seenSession = database.prepare(
    `UPDATE sessions SET last_seen_ms = max(last_seen_ms, ?), address = ?, client = coalesce(?, client)
      WHERE session_id = ?`,
  );
  const seenAccount = database.prepare(
    'UPDATE accounts SET last_seen_ms = max(last_seen_ms, ?) WHERE account_id = ?',
  );
  const highest = database.prepare('UPDATE host SET highest_time_ms = max(highest_time_ms, ?)');
  return {
    createSession({ session, audit }) {
      if (!account.get(session.accountId)) return noAccount;
      insertSession(session);
      auditAll(database, audit);
      return { done: true };
    },
    refreshSession({ session, fromGeneration }) {
      const wrote = refresh.run(
        session.generation,
        session.tokenHash,
        session.refreshedAtMs,
        session.sessionId,
        fromGeneration,
      );
      return { done: wrote.changes === 1 };
    },
    endSessions({ sessionIds, audit }) {
      for (const sessionId of sessionIds) end.run(sessionId);
      auditAll(database, audit);
    },
    writeSeen(input) {
      for (const seen of input.sessions)
        seenSession.run(seen.atMs, seen.address, seen.client, seen.sessionId);
      for (const seen of input.accounts) seenAccount.run(seen.atMs, seen.accountId);
      highest.run(input.highestTimeMs);
    },
  };
}

function openAccounts(database: WriteDatabase): Omit<AccountWrites, keyof HostWrites | keyof SessionWrites> {
  const insertSession = openSessionInsert(database);
  const insert = database.prepare(
    `INSERT OR IGNORE INTO accounts
       (account_id, kind, role, display_name, name_key, username, username_key, password_hash, created_at_ms, last_seen_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const hostName = database.prepare('UPDATE host SET host_name = ?');
  const nameHolder = database.prepare<{ account_id: AccountId }>(
    'SELECT account_id FROM accounts WHERE name_key = ? OR username_key = ?',
  );
  const setPassword = database.prepare('UPDATE accounts SET password_hash = ? WHERE account_id = ?');
  const setName = database.prepare('UPDATE accounts SET display_name = ?, name_key = ? WHERE account_id = ?');
  const freeName = database.prepare(
    "UPDATE accounts SET name_key = NULL WHERE account_id = ? AND kind = 'guest'",
  );
  const remove = database.prepare("DELETE FROM accounts WHERE account_id = ? AND kind = 'guest'");
  const imported = database.prepare<{ account_id: AccountId }>(
    'SELECT account_id FROM accounts WHERE import_key = ?',
  );
  const insertImported = database.prepare(
    `INSERT INTO accounts (account_id, kind, role, display_name, import_key, created_at_ms, last_seen_ms)
     VALUES (?, 'imported', 'guest', ?, ?, ?, ?)`,
  );

  function isTaken(key: string, by: AccountId): boolean {
    const holder = nameHolder.get(key, key);
    return holder !== undefined && holder.account_id !== by;
  }

  return {
    createAccount({ account: { row, passwordHash }, session, hostName: name, audit }) {
      for (const key of [row.nameKey, row.usernameKey]) {
        if (key !== null && isTaken(key, row.accountId)) return nameTaken;
      }
      const wrote = insert.run(
        row.accountId,
        row.kind,
        row.role,
        row.displayName,
        row.nameKey,
        row.username,
        row.usernameKey,
        passwordHash,
        row.createdAtMs,
        row.lastSeenMs,
      );
      if (wrote.changes === 0) {
        return row.role === 'owner'
          ? { refused: 'conflict', message: 'This host has an owner already.' }
          : nameTaken;
      }
      insertSession(session);
      if (name !== undefined) hostName.run(name);
      auditAll(database, audit);
      return { done: true };
    },
    setPassword({ accountId, passwordHash, audit }) {
      setPassword.run(passwordHash, accountId);
      auditAll(database, audit);
    },
    setDisplayName({ accountId, displayName, nameKey, audit }) {
      if (isTaken(nameKey, accountId)) return nameTaken;
      setName.run(displayName, nameKey, accountId);
      auditAll(database, audit);
      return { done: true };
    },
    freeNames({ accountIds }) {
      for (const accountId of accountIds) freeName.run(accountId);
    },
    deleteAccounts({ accountIds, audit }) {
      for (const accountId of accountIds) remove.run(accountId);
      auditAll(database, audit);
    },
    importPeople({ people, atMs }) {
      return people.map(({ accountId, name, importKey }) => {
        const there = imported.get(importKey);
        if (!there) insertImported.run(accountId, name, importKey, atMs, atMs);
        return { accountId: there?.account_id ?? accountId, name };
      });
    },
  };
}

function openSessionInsert(database: WriteDatabase): (session: SessionRow) => void {
  const device = database.prepare(
    'INSERT OR IGNORE INTO devices (device_id, account_id, created_at_ms) VALUES (?, ?, ?)',
  );
  const insert = database.prepare(
    `INSERT INTO sessions (session_id, account_id, device_id, scope, generation, token_hash,
       refreshed_at_ms, client, address, created_at_ms, last_seen_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return (session) => {
    device.run(session.deviceId, session.accountId, session.createdAtMs);
    insert.run(
      session.sessionId,
      session.accountId,
      session.deviceId,
      session.scope,
      session.generation,
      session.tokenHash,
      session.refreshedAtMs,
      session.client,
      session.address,
      session.createdAtMs,
      session.lastSeenMs,
    );
  };
}

function auditAll(database: WriteDatabase, entries: readonly AuditEntry[]): void {
  for (const entry of entries) database.audit(entry);
}

function toAccount(row: SqlAccount): AccountRow {
  return {
    accountId: row.account_id,
    kind: row.kind,
    role: row.role,
    displayName: row.display_name,
    nameKey: row.name_key,
    username: row.username,
    usernameKey: row.username_key,
    createdAtMs: row.created_at_ms,
    lastSeenMs: row.last_seen_ms,
  };
}

function toSession(row: SqlSession): SessionRow {
  return {
    sessionId: row.session_id,
    accountId: row.account_id,
    deviceId: row.device_id,
    scope: row.scope,
    generation: row.generation,
    tokenHash: row.token_hash,
    refreshedAtMs: row.refreshed_at_ms,
    client: row.client,
    address: row.address,
    createdAtMs: row.created_at_ms,
    lastSeenMs: row.last_seen_ms,
  };
}

function toHost(row: SqlHost): HostRow {
  return {
    hostId: row.host_id,
    hostName: row.host_name,
    signingKey: row.signing_key,
    refreshKey: row.refresh_key,
    highestTimeMs: row.highest_time_ms,
  };
}
