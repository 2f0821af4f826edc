import type { AccountId, DeviceId, SessionId } from '../../../src-shared/base/ids.ts';
import type { AccountKind, Role } from '../../../src-shared/protocol/account/entities.ts';
import type { ErrorKind } from '../../../src-shared/protocol/core/error-kind.ts';
import type { AuditEntry } from '../../kernel/ports.ts';
import type { AsyncStore, StoreDefinition } from '../../store/define-store.ts';

/** An expected refusal as it crosses from a storage thread. */
export interface Refused {
  readonly refused: ErrorKind;
  readonly message: string;
}

export interface AccountRow {
  readonly accountId: AccountId;
  readonly kind: AccountKind;
  readonly role: Role;
  readonly displayName: string;
  /** Null while the name is free for others: a guest unseen for a day, imported people. */
  readonly nameKey: string | null;
  readonly username: string | null;
  readonly usernameKey: string | null;
  readonly createdAtMs: number;
  readonly lastSeenMs: number;
}

/** `chat`: a sign-in that never holds the owner’s power over the host, whoever’s account it is. */
export type SessionScope = 'account' | 'chat';

export interface SessionRow {
  readonly sessionId: SessionId;
  readonly accountId: AccountId;
  readonly deviceId: DeviceId;
  readonly scope: SessionScope;
  /** Counts refreshes; the refresh token is derived from it. */
  readonly generation: number;
  /** SHA-256 of the newest refresh token, in base64url. */
  readonly tokenHash: string;
  /** When the newest refresh token was issued, which is when the one before was first used. */
  readonly refreshedAtMs: number;
  readonly client: string | null;
  readonly address: string | null;
  readonly createdAtMs: number;
  readonly lastSeenMs: number;
}

export interface HostRow {
  readonly hostId: string;
  readonly hostName: string;
  /** Ed25519 private key, PKCS #8 in PEM. */
  readonly signingKey: string;
  /** Key of the HMAC that refresh tokens are, 256 bits in base64url. */
  readonly refreshKey: string;
  /** The latest wall time that this host has seen: a clock set back makes no dead token live again. */
  readonly highestTimeMs: number;
}

export interface NewAccount {
  readonly row: AccountRow;
  readonly passwordHash: string | null;
}

export interface AccountWrites {
  ensureHost(input: HostRow): HostRow;
  updateHost(input: {
    readonly hostName: string | undefined;
    readonly highestTimeMs: number;
    readonly audit: readonly AuditEntry[];
  }): void;
  /** Account, device and first session in one transaction. `conflict` when a name was taken meanwhile. */
  createAccount(input: {
    readonly account: NewAccount;
    readonly session: SessionRow;
    readonly hostName: string | undefined;
    readonly audit: readonly AuditEntry[];
  }): { readonly done: true } | Refused;
  createSession(input: {
    readonly session: SessionRow;
    readonly audit: readonly AuditEntry[];
  }): { readonly done: true } | Refused;
  /** The next generation of refresh tokens, if `from` is still the newest. */
  refreshSession(input: { readonly session: SessionRow; readonly fromGeneration: number }): {
    readonly done: boolean;
  };
  endSessions(input: {
    readonly sessionIds: readonly SessionId[];
    readonly audit: readonly AuditEntry[];
  }): void;
  setPassword(input: {
    readonly accountId: AccountId;
    readonly passwordHash: string;
    readonly audit: readonly AuditEntry[];
  }): void;
  setDisplayName(input: {
    readonly accountId: AccountId;
    readonly displayName: string;
    readonly nameKey: string;
    readonly audit: readonly AuditEntry[];
  }): { readonly done: true } | Refused;
  /** Written behind: what sessions and accounts were last seen doing. */
  writeSeen(input: {
    readonly sessions: readonly {
      sessionId: SessionId;
      atMs: number;
      address: string;
      client: string | null;
    }[];
    readonly accounts: readonly { accountId: AccountId; atMs: number }[];
    readonly highestTimeMs: number;
  }): void;
  freeNames(input: { readonly accountIds: readonly AccountId[] }): void;
  deleteAccounts(input: {
    readonly accountIds: readonly AccountId[];
    readonly audit: readonly AuditEntry[];
  }): void;
  importPeople(input: {
    readonly people: readonly { accountId: AccountId; name: string; importKey: string }[];
    readonly atMs: number;
  }): readonly { accountId: AccountId; name: string }[];
  recordAudit(input: { readonly audit: readonly AuditEntry[] }): void;
}

export interface AccountReads {
  loadAccounts(input: null): readonly AccountRow[];
  loadSessions(input: null): readonly SessionRow[];
  loadDevices(input: null): readonly { deviceId: DeviceId; accountId: AccountId }[];
  passwordHash(input: { readonly accountId: AccountId }): string | null;
}

export const accountStoreDefinition: StoreDefinition<AccountWrites, AccountReads> = {
  name: 'account',
  database: 'server',
  writes: [
    'ensureHost',
    'updateHost',
    'createAccount',
    'createSession',
    'refreshSession',
    'endSessions',
    'setPassword',
    'setDisplayName',
    'writeSeen',
    'freeNames',
    'deleteAccounts',
    'importPeople',
    'recordAudit',
  ],
  reads: ['loadAccounts', 'loadSessions', 'loadDevices', 'passwordHash'],
};

export type AccountStore = AsyncStore<AccountWrites> & AsyncStore<AccountReads>;
