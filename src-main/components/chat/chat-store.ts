import type { AccountId, Epoch, RoomId, WorkspaceId } from '../../../src-shared/base/ids.ts';
import type { MemberRole, RoomKind, Visibility } from '../../../src-shared/protocol/chat/entities.ts';
import type { ErrorKind } from '../../../src-shared/protocol/core/error-kind.ts';
import type { AccountActor } from '../../kernel/actor.ts';
import type { NonceScope } from '../../kernel/ports.ts';
import type { AsyncStore, StoreDefinition } from '../../store/define-store.ts';

/** An expected refusal as it crosses from a storage thread. */
export interface Refused {
  readonly refused: ErrorKind;
  readonly message: string;
}

export interface RoomRow {
  readonly roomId: RoomId;
  readonly workspaceId: WorkspaceId;
  readonly kind: RoomKind;
  readonly name: string | null;
  readonly topic: string | null;
  readonly visibility: Visibility;
  /** The room's counter: version of its newest change. */
  readonly version: number;
  /** Version at which the settings last changed. */
  readonly settingsVersion: number;
  /** Changes at or below this version were purged. */
  readonly floor: number;
  /** Version at which the room last became large or stopped being it. */
  readonly sizeVersion: number;
  readonly epoch: Epoch;
  readonly lastSeq: number;
  readonly memberCount: number;
}

export interface MemberRow {
  readonly roomId: RoomId;
  readonly accountId: AccountId;
  readonly role: MemberRole;
  readonly version: number;
  /** Version at which this stay began; a sync from below it answers `reset`. */
  readonly joinedVersion: number;
  readonly left: boolean;
}

export interface ReactionRow {
  readonly emoji: string;
  /** In order of reacting. */
  readonly accountIds: readonly AccountId[];
}

export interface MessageRow {
  readonly seq: number;
  readonly version: number;
  readonly senderId: AccountId;
  readonly text: string;
  readonly replyTo: number | null;
  readonly createdAtMs: number;
  readonly editedAtMs: number | null;
  readonly deleted: boolean;
  readonly reactions: readonly ReactionRow[];
}

/** Who writes, so that rules can be checked again inside the savepoint. */
export type Writer = Pick<
  AccountActor,
  'kind' | 'accountId' | 'accountKind' | 'role' | 'sessionId' | 'deviceId'
>;

export interface CreateRoomInput {
  readonly writer: Writer;
  readonly roomId: RoomId;
  readonly workspaceId: WorkspaceId;
  readonly kind: RoomKind;
  readonly name: string | null;
  readonly nameKey: string | null;
  readonly topic: string | null;
  readonly visibility: Visibility;
  /** The other members, without the writer. */
  readonly memberIds: readonly AccountId[];
  readonly epoch: Epoch;
  readonly atMs: number;
  readonly scope: NonceScope | null;
}

export interface CreatedRoom {
  readonly room: RoomRow;
  readonly members: readonly MemberRow[];
  /** A direct room that was there, or a retry: nothing was written. */
  readonly existed: boolean;
}

export interface MembershipInput {
  readonly writer: Writer;
  readonly roomId: RoomId;
  readonly accountId: AccountId;
  readonly atMs: number;
}

export interface MembershipChange {
  readonly room: RoomRow;
  readonly member: MemberRow;
  /** The read mark that joining set. */
  readonly readSeq: number;
  readonly changed: boolean;
}

export interface UpdateRoomInput {
  readonly writer: Writer;
  readonly roomId: RoomId;
  /** Undefined leaves a setting as it is. */
  readonly name: string | undefined;
  readonly nameKey: string | undefined;
  readonly topic: string | undefined;
  readonly visibility: Visibility | undefined;
  readonly atMs: number;
}

export interface SendMessageInput {
  readonly writer: Writer;
  readonly roomId: RoomId;
  readonly text: string;
  readonly nonce: string;
  readonly replyTo: number | null;
  readonly mentions: readonly AccountId[];
  readonly atMs: number;
}

export interface SentMessage {
  readonly seq: number;
  /** Who got a mention: those called by name, and the one who is answered. */
  readonly mentioned: readonly AccountId[];
  /** Set when this was a retry: the message as it is now. Nothing was written then. */
  readonly existing: MessageRow | undefined;
}

export interface ChangeMessageInput {
  readonly writer: Writer;
  readonly roomId: RoomId;
  readonly seq: number;
  readonly atMs: number;
  readonly scope: NonceScope | null;
}

export interface ChangedMessage {
  readonly message: MessageRow;
  readonly changed: boolean;
}

export interface ImportedLine {
  readonly accountId: AccountId;
  readonly text: string;
  readonly createdAtMs: number;
  /** Which line of which file: the same pair is never imported twice. */
  readonly sourceFile: string;
  readonly sourceLine: number;
}

export interface ChatWrites {
  createRoom(input: CreateRoomInput): CreatedRoom | Refused;
  /** Joins by oneself or is brought in by a member. */
  addMember(input: MembershipInput & { readonly bySelf: boolean }): MembershipChange | Refused;
  removeMember(input: MembershipInput & { readonly bySelf: boolean }): MembershipChange | Refused;
  /** Makes the account a member of every default room, once in its life. */
  joinDefaultRooms(input: {
    readonly accountId: AccountId;
    readonly atMs: number;
  }): readonly MembershipChange[];
  updateRoom(input: UpdateRoomInput): { readonly room: RoomRow } | Refused;
  sendMessage(input: SendMessageInput): SentMessage | Refused;
  editMessage(
    input: ChangeMessageInput & { readonly text: string; readonly mentions: readonly AccountId[] },
  ): ChangedMessage | Refused;
  deleteMessage(input: ChangeMessageInput): ChangedMessage | Refused;
  react(
    input: ChangeMessageInput & { readonly emoji: string; readonly on: boolean },
  ): ChangedMessage | Refused;
  /** Keeps the greater mark, unless `back`. */
  markRead(input: {
    readonly accountId: AccountId;
    readonly roomId: RoomId;
    readonly seq: number;
    readonly back: boolean;
  }): { readonly seq: number };
  /** Makes the default room of a new host, once. */
  ensureDefaultRoom(input: {
    readonly roomId: RoomId;
    readonly epoch: Epoch;
    readonly atMs: number;
  }): RoomRow;
  /** A public room for imported history, found by name or made. */
  ensureImportRoom(input: {
    readonly roomId: RoomId;
    readonly name: string;
    readonly nameKey: string;
    readonly epoch: Epoch;
    readonly atMs: number;
  }): RoomRow;
  importMessages(input: {
    readonly roomId: RoomId;
    readonly lines: readonly ImportedLine[];
    /** People who were in the room while the log was written, and are not members of it here. */
    readonly formerMemberIds: readonly AccountId[];
  }): { readonly added: number; readonly version: number };
}

export interface HistoryInput {
  readonly roomId: RoomId;
  /** Exclusive; null means from the newest. */
  readonly before: number | null;
  readonly after: number | null;
  readonly limit: number;
}

export interface SyncChanges {
  readonly room: RoomRow;
  /** Rows above `since` in rising version, at most `limit`. */
  readonly messages: readonly MessageRow[];
  readonly members: readonly MemberRow[];
  /** Versions up to this one are complete in this answer. */
  readonly completeTo: number;
}

export interface ChatReads {
  loadRooms(input: null): readonly RoomRow[];
  loadMembers(input: null): readonly MemberRow[];
  loadReadMarks(input: null): readonly { accountId: AccountId; roomId: RoomId; seq: number }[];
  /** Mentions above their account's read mark. */
  loadMentions(input: null): readonly { accountId: AccountId; roomId: RoomId; seq: number }[];
  /** Accounts that had their default rooms. */
  loadWelcomed(input: null): readonly AccountId[];
  /** Messages oldest first. */
  history(input: HistoryInput): readonly MessageRow[];
  /** Undeleted messages of the room above `above`, newest `limit`, as parallel arrays in rising seq. */
  recentSeqs(input: { readonly roomId: RoomId; readonly limit: number }): {
    readonly seqs: readonly number[];
    readonly senders: readonly AccountId[];
  };
  changesSince(input: {
    readonly roomId: RoomId;
    readonly since: number;
    readonly limit: number;
    readonly withMembers: boolean;
  }): SyncChanges | undefined;
  /** Which of the accounts have written anything. */
  authorsAmong(input: { readonly accountIds: readonly AccountId[] }): readonly AccountId[];
  countMessages(input: null): number;
  /** Recounts what rows imply and compares it with what they state; one sentence for each disagreement. */
  verifyRooms(input: null): readonly string[];
}

export const chatStoreDefinition: StoreDefinition<ChatWrites, ChatReads> = {
  name: 'chat',
  database: 'communication',
  writes: [
    'createRoom',
    'addMember',
    'removeMember',
    'joinDefaultRooms',
    'updateRoom',
    'sendMessage',
    'editMessage',
    'deleteMessage',
    'react',
    'markRead',
    'ensureDefaultRoom',
    'ensureImportRoom',
    'importMessages',
  ],
  reads: [
    'loadRooms',
    'loadMembers',
    'loadReadMarks',
    'loadMentions',
    'loadWelcomed',
    'history',
    'recentSeqs',
    'changesSince',
    'authorsAmong',
    'countMessages',
    'verifyRooms',
  ],
};

export type ChatStore = AsyncStore<ChatWrites> & AsyncStore<ChatReads>;
