import type { AccountId, ConnectionId, DeviceId, RoomId, SessionId } from '../../src-shared/base/ids.ts';
import type { AccountKind, Role } from '../../src-shared/protocol/account/entities.ts';
import type { EventDefinition } from '../../src-shared/protocol/core/define.ts';
import type { CloseReason } from '../../src-shared/protocol/core/close-code.ts';
import type { AccountActor } from './actor.ts';
import type { Refusal } from './hearth-error.ts';
import type { EncodedJson, Origin } from './operation.ts';

/** A set of connections that get the same events; its membership follows rows, never a client's wish. */
export type Audience = RoomId;

/**
 * Events to live connections. Called after commit only. `data` is the event's data, or its ready JSON; it is encoded
 * and framed once for everybody, and leaves at the end of the turn in one write for each connection.
 */
export interface Publisher {
  toAudience(audience: Audience, event: EventDefinition, data: object | EncodedJson): void;
  /** As `toAudience`, but not to connections of `except` (typing is not told to the typist). */
  toAudienceExcept(
    audience: Audience,
    except: AccountId,
    event: EventDefinition,
    data: object | EncodedJson,
  ): void;
  /** Each connection in any of the audiences once. */
  toAudiences(audiences: Iterable<Audience>, event: EventDefinition, data: object | EncodedJson): void;
  toAccount(accountId: AccountId, event: EventDefinition, data: object | EncodedJson): void;
  /** From here on every live connection of the account is in the audience; what is due already does not reach it. */
  admit(audience: Audience, accountId: AccountId): void;
  /** What is due already still reaches the account; nothing later does. */
  expel(audience: Audience, accountId: AccountId): void;
}

/** A live connection as others may know it. */
export interface ConnectionView {
  readonly connectionId: ConnectionId;
  readonly actor: AccountActor;
  readonly origin: Origin;
  readonly transport: 'socket';
  readonly connectedAtMs: number;
  readonly roundTripMs: number | undefined;
}

/** The gateway's live connections: how a revocation becomes an event. */
export interface Connections {
  /** Closes every connection of the session after what is due has been written. Effective in the same turn. */
  closeSession(sessionId: SessionId, reason: CloseReason): void;
  closeAccount(accountId: AccountId, reason: CloseReason): void;
  /** Closes every connection for which `keep` is false. */
  closeUnless(keep: (view: ConnectionView) => boolean, reason: CloseReason): void;
  /** True while the session has a live connection, or had one within the last 60 s. */
  recentlyConnected(sessionId: SessionId): boolean;
  ofSession(sessionId: SessionId): number;
  views(): Iterable<ConnectionView>;
  readonly count: number;
  /** Role, kind or name changed: later operations of its connections run as this actor. */
  refreshActor(accountId: AccountId, change: { role: Role; accountKind: AccountKind }): void;
}

/** Told by the gateway, in the turn in which it happens. */
export interface ConnectionObserver {
  connected(view: ConnectionView): void;
  disconnected(view: ConnectionView): void;
}

/** Who is behind a token. Implemented by account. */
export interface Authenticator {
  /**
   * The live session behind an access token, or undefined: bad signature, expired, revoked. Synchronous after the
   * first success, which is kept in a bounded map that a revocation empties.
   */
  authenticate(accessToken: string): AccountActor | undefined | Promise<AccountActor | undefined>;
  /** Last seen, device and address of a session; cheap, written behind. */
  seen(sessionId: SessionId, origin: Origin): void;
}

/** What a component adds to the hello reply of an account. */
export interface HelloPart {
  /** Everything that must be read or written beforehand (a default membership); may wait. */
  prepare(actor: AccountActor): Promise<Refusal | undefined>;
  /**
   * The keys for the reply and the audiences of the connection, in one turn with each other: from this very moment on
   * the connection gets every event above the versions stated.
   */
  snapshot(actor: AccountActor): { readonly fields: object; readonly audiences: readonly Audience[] };
}

/** A person, as every component may know one. All accounts stay in memory. */
export interface Person {
  readonly accountId: AccountId;
  readonly displayName: string;
  readonly kind: AccountKind;
  readonly role: Role;
}

/** Implemented by account, asked by everybody above it. */
export interface People {
  find(accountId: AccountId): Person | undefined;
  /** People whose name contains `text`, ignoring case, in name order; imported people too. */
  search(text: string, limit: number): readonly Person[];
  /** By exact display name or username, ignoring case and look-alikes: how mentions are resolved. */
  named(name: string): Person | undefined;
  readonly count: number;
}

/** Which rooms' people may see this account's presence and name changes. Implemented by chat, which profile stands below. */
export interface Acquaintances {
  /** Its rooms that are not large. */
  audiencesOf(accountId: AccountId): readonly Audience[];
  /** Whether the two share a room that is not large. */
  acquainted(a: AccountId, b: AccountId): boolean;
}

/** Severity and event names of the audit trail: SEEDS (3), 3.2. */
export type AuditSeverity = 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL';

export type AuditEventType =
  | 'ACCOUNT_CREATED'
  | 'ACCOUNT_UPDATED'
  | 'ACCOUNT_DELETED'
  | 'LOGIN_SUCCESS'
  | 'LOGIN_FAILURE'
  | 'LOGOUT'
  | 'PASSWORD_CHANGED'
  | 'SESSION_REVOKED'
  | 'SERVER_CREATED'
  | 'SERVER_UPDATED'
  | 'SERVER_SETTINGS_UPDATED'
  | 'CHANNEL_CREATED'
  | 'CHANNEL_UPDATED'
  | 'CHANNEL_DELETED'
  | 'MEMBER_INVITED'
  | 'MEMBER_REMOVED'
  | 'SERVER_JOINED'
  | 'SERVER_LEFT'
  | 'MESSAGE_EDITED'
  | 'MESSAGE_DELETED'
  | 'ROLE_ASSIGNED'
  | 'DATA_IMPORTED';

/**
 * One security-relevant act. Holds ids and plain facts, no message text and no secret. Written in the same transaction
 * as the act, as an outbox row, and moved to audit.db by id.
 */
export interface AuditEntry {
  readonly type: AuditEventType;
  readonly severity: AuditSeverity;
  readonly service: 'Auth' | 'Messaging' | 'ServerManagement' | 'SystemManagement';
  /** The acting account; undefined where nobody is signed in (a failed login). */
  readonly actorId: AccountId | undefined;
  /** Facts: ids, kinds, addresses. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
  readonly atMs: number;
}

/** The device a nonce belongs to: retries are told apart by (device, nonce). */
export interface NonceScope {
  readonly deviceId: DeviceId;
  readonly nonce: string;
}
