import type { AccountId, Epoch, RoomId } from '../base/ids.ts';
import type { OwnAccount } from '../protocol/account/entities.ts';
import type { Member, Message, Room } from '../protocol/chat/entities.ts';
import type { CloseReason } from '../protocol/core/close-code.ts';
import type { WireError } from '../protocol/core/error-kind.ts';
import type { HearthEvent, Input, OperationName, Output } from '../protocol/registry.ts';
import type { Presence, Profile } from '../protocol/profile/entities.ts';

/** One live byte way to a host; a thin wrapper round a WebSocket of the browser or of Node. */
export interface Transport {
  /** Never throws: a failure is `closed`. Exactly one `closed` follows every call. */
  open(url: string, events: TransportEvents): TransportLink;
}

export interface TransportEvents {
  opened(): void;
  received(text: string): void;
  closed(code: number, reason: string): void;
}

export interface TransportLink {
  send(text: string): void;
  close(code?: number): void;
}

/** Sign-in goes over HTTP; `fetch` in browsers and Node alike. `status` 0 means that no answer came. */
export interface HttpPort {
  post(url: string, body: object, token: string | undefined): Promise<{ status: number; body: unknown }>;
}

/** What survives a reload: tokens, outbox, drafts. `localStorage` in browsers; every call is synchronous and may be a no-op. */
export interface ClientStorage {
  load(key: string): string | undefined;
  /** False when the browser refused (full, private mode); the client goes on in memory. */
  save(key: string, value: string): boolean;
  remove(key: string): void;
}

/** A refusal by the host, or `kind: 'unavailable'` where the connection was lost before the answer. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly wire: WireError;

  constructor(wire: WireError) {
    super(wire.message);
    this.wire = wire;
  }
}

/** Where the client stands. */
export type ClientState =
  | { readonly kind: 'signed_out'; readonly because: 'never' | 'logged_out' | 'session_ended' }
  | { readonly kind: 'connecting'; readonly sinceMs: number; readonly attempt: number }
  | { readonly kind: 'live'; readonly sinceMs: number }
  /** Lost, and trying again by itself at `retryAtMs`; `sinceMs` is when the connection went. */
  | {
      readonly kind: 'waiting';
      readonly sinceMs: number;
      readonly retryAtMs: number;
      readonly attempt: number;
      readonly because: CloseReason | 'unreachable';
    }
  /** The host speaks another protocol version; only a reload helps. */
  | { readonly kind: 'outdated' };

/** A message that this device means to send: kept across reloads, sent once and in order. */
export interface OutgoingMessage {
  readonly nonce: string;
  readonly roomId: RoomId;
  readonly text: string;
  readonly replyTo: number | undefined;
  readonly createdAtMs: number;
  /** Set when the host refused it; stays until retried or discarded. */
  readonly failure: WireError | undefined;
}

/** A message in a room's timeline, with what is personal to this account beside it. */
export interface TimelineMessage {
  readonly message: Message;
  readonly mine: readonly string[];
}

/**
 * What a client holds of one room. Replaced, never changed in place: a new object means that something changed.
 * `messages` is one gap-free stretch of the room's history in seq order.
 */
export interface RoomState {
  readonly room: Room;
  readonly joined: boolean;
  readonly unread: number;
  readonly mentions: number;
  readonly readSeq: number;
  readonly messages: readonly TimelineMessage[];
  /** Undefined until the first page came. */
  readonly hasBefore: boolean | undefined;
  /** True when the stretch does not reach the room's head (after jumping into the past). */
  readonly hasAfter: boolean;
  readonly outgoing: readonly OutgoingMessage[];
  /** Absent until asked for; in large rooms the pages fetched so far. */
  readonly members: readonly Member[] | undefined;
  /** Who is typing, oldest first, never oneself. */
  readonly typing: readonly AccountId[];
  /** The version up to which this state is complete. */
  readonly version: number;
  readonly epoch: Epoch;
}

/** The whole replica, likewise replaced and never changed in place. */
export interface ReplicaState {
  readonly account: OwnAccount | undefined;
  /** Own rooms first as the host listed them; public rooms not joined appear once listed or opened. */
  readonly rooms: ReadonlyMap<RoomId, RoomState>;
  readonly profiles: ReadonlyMap<AccountId, Profile>;
}

export type Unsubscribe = () => void;

/**
 * One account's way to one host: connects, reconnects with jitter, resumes by version, sends the outbox in order and
 * keeps a replica. Used by the window, by LAN browsers, bots, tests and benches alike.
 */
export interface Client {
  readonly state: ClientState;
  readonly replica: ReplicaState;
  /** Host clock minus this clock, in milliseconds, as of the last hello. */
  readonly clockOffsetMs: number;
  /** Called after every change of state or replica, at most once a turn. */
  subscribe(listener: () => void): Unsubscribe;
  /** Every event in the order received, after the replica has applied it. */
  onEvent(listener: (event: HearthEvent) => void): Unsubscribe;

  /** Resumes the session that storage holds; false where there is none. */
  resume(): boolean;
  join(input: Input<'account.guest'>): Promise<void>;
  register(input: Input<'account.register'>): Promise<void>;
  login(input: Input<'account.login'>): Promise<void>;
  claimOwner(input: Input<'account.claimOwner'>): Promise<void>;
  redeemOwnerTicket(ticket: string): Promise<void>;
  logout(options: { everywhere: boolean }): Promise<void>;
  /** Connects at once instead of waiting for the next attempt. */
  retryNow(): void;

  /** Any operation over the live connection. Rejects with RequestError. */
  request<Name extends OperationName>(operation: Name, input: Input<Name>): Promise<Output<Name>>;

  /** Puts a message into the outbox and returns its nonce; works offline. */
  send(message: { roomId: RoomId; text: string; replyTo: number | undefined }): string;
  retrySend(nonce: string): void;
  discardSend(nonce: string): void;

  /** Makes sure that the room's newest page is here (or the stretch that was). */
  openRoom(roomId: RoomId): Promise<void>;
  loadBefore(roomId: RoomId): Promise<void>;
  loadAfter(roomId: RoomId): Promise<void>;
  /** Replaces the stretch by one round `seq`. */
  loadAround(roomId: RoomId, seq: number): Promise<void>;
  /** Back to the newest page. */
  loadLatest(roomId: RoomId): Promise<void>;
  loadMembers(roomId: RoomId): Promise<void>;
  /** Drops all but the newest `keep` messages of rooms that are not on screen. */
  trim(roomId: RoomId, keep: number): void;
  markRead(roomId: RoomId, seq: number): void;
  /** “Mark unread from here”: the read mark goes to just before `seq`. */
  markUnread(roomId: RoomId, seq: number): Promise<void>;
  /** Says that the person is typing; throttled to one frame in 3 s. */
  typing(roomId: RoomId): void;
  setPresence(presence: Exclude<Presence, 'offline'>): void;
  /** Asks for the profiles that the replica lacks, merged into few requests. */
  wantProfiles(accountIds: Iterable<AccountId>): void;
  /** Ends timers and the connection; the session stays. */
  close(): void;
}
