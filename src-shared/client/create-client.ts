import type { Clock, Timer } from '../base/clock.ts';
import type { AccountId, RoomId } from '../base/ids.ts';
import { makeId } from '../base/ids.ts';
import type { Message } from '../protocol/chat/entities.ts';
import { limits } from '../protocol/core/limits.ts';
import type { HearthEvent, Input, OperationName, Output } from '../protocol/registry.ts';
import type {
  Client,
  ClientState,
  ClientStorage,
  HttpPort,
  ReplicaState,
  Transport,
  Unsubscribe,
} from './contract.ts';
import { Link } from './link.ts';
import { Outbox } from './outbox.ts';
import { type Behind, Replica } from './replica.ts';
import { SessionKeeper } from './session-keeper.ts';

const typingShownMs = 5000;
const typingSentEveryMs = 3000;
const readMarkEveryMs = 500;
/** Pages of members that are fetched without being asked for one by one. */
const memberPages = 5;
/** Rounds of catching up for one reconnect; beyond it the room is fetched afresh. */
const syncRounds = 200;

export interface ClientOptions {
  /** Origin of the host, without a slash at the end. */
  readonly baseUrl: string;
  readonly transport: Transport;
  readonly http: HttpPort;
  readonly storage: ClientStorage;
  readonly clock: Clock;
  readonly random: () => number;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly name: string;
  readonly version: string;
}

/** Makes a client; nothing is sent before one of the ways in, or `resume`. */
export function createClient(options: ClientOptions): Client {
  return new HearthClient(options);
}

class HearthClient implements Client {
  readonly #clock: Clock;
  readonly #session: SessionKeeper;
  readonly #link: Link;
  readonly #outbox: Outbox;
  readonly #replica: Replica;
  readonly #listeners = new Set<() => void>();
  readonly #eventListeners = new Set<(event: HearthEvent) => void>();
  readonly #typingShown = new Map<string, Timer>();
  readonly #typingSent = new Map<RoomId, number>();
  readonly #marks = new Map<RoomId, { seq: number; timer: Timer }>();
  readonly #wanted = new Set<AccountId>();
  #wantedTimer: Timer | undefined;
  #notifying = false;
  #clockOffsetMs = 0;

  constructor(options: ClientOptions) {
    this.#clock = options.clock;
    this.#session = new SessionKeeper(options);
    this.#replica = new Replica(() => this.#notify());
    this.#link = new Link({
      ...options,
      url: `${options.baseUrl.replace(/^http/, 'ws')}/api/v1/socket`,
      session: this.#session,
      onState: () => this.#stateChanged(),
      onHello: (hello) => this.#welcomed(hello),
      onEvent: (event) => this.#event(event),
    });
    this.#outbox = new Outbox({
      ...options,
      makeNonce: () => makeId<never>(options.randomBytes),
      send: (message) => this.#post(message),
      versionOf: (roomId) => this.#replica.room(roomId)?.version ?? 0,
      onChange: (roomId) => this.#replica.setOutgoing(roomId, this.#outbox.of(roomId)),
    });
  }

  get state(): ClientState {
    return this.#link.state;
  }

  get replica(): ReplicaState {
    return this.#replica.state;
  }

  get clockOffsetMs(): number {
    return this.#clockOffsetMs;
  }

  subscribe(listener: () => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onEvent(listener: (event: HearthEvent) => void): Unsubscribe {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  resume(): boolean {
    if (!this.#session.load()) return false;
    this.#outbox.load();
    this.#link.start();
    return true;
  }

  join(input: Input<'account.guest'>): Promise<void> {
    return this.#signIn('account.guest', input);
  }

  register(input: Input<'account.register'>): Promise<void> {
    return this.#signIn('account.register', input);
  }

  login(input: Input<'account.login'>): Promise<void> {
    return this.#signIn('account.login', input);
  }

  claimOwner(input: Input<'account.claimOwner'>): Promise<void> {
    return this.#signIn('account.claimOwner', input);
  }

  redeemOwnerTicket(ticket: string): Promise<void> {
    return this.#signIn('account.redeemOwnerTicket', { ticket });
  }

  async logout(options: { everywhere: boolean }): Promise<void> {
    await this.#session.logout(options.everywhere);
    this.#session.forget();
    this.#session.forgetDevice();
    this.#outbox.forget();
    this.#link.stop('logged_out');
    this.#replica.clear();
  }

  retryNow(): void {
    this.#link.start();
  }

  request<Name extends OperationName>(operation: Name, input: Input<Name>): Promise<Output<Name>> {
    // The host answers with what the operation's schema says.
    const answer = this.#link.request(operation, input) as Promise<Output<Name>>;
    if (operation !== 'chat.listRooms') return answer;
    return answer.then((rooms) => {
      this.#replica.listed(rooms as Output<'chat.listRooms'>);
      return rooms;
    });
  }

  send(message: { roomId: RoomId; text: string; replyTo: number | undefined }): string {
    this.#typingSent.delete(message.roomId);
    return this.#outbox.add(message);
  }

  retrySend(nonce: string): void {
    this.#outbox.retry(nonce);
  }

  discardSend(nonce: string): void {
    this.#outbox.discard(nonce);
  }

  async openRoom(roomId: RoomId): Promise<void> {
    if (this.#replica.room(roomId)?.hasBefore === undefined) await this.loadLatest(roomId);
  }

  loadLatest(roomId: RoomId): Promise<void> {
    return this.#fetch({ roomId, limit: limits.historyMessagesDefault }, 'replace');
  }

  loadAround(roomId: RoomId, seq: number): Promise<void> {
    return this.#fetch({ roomId, around: seq, limit: limits.historyMessagesDefault }, 'replace');
  }

  async loadBefore(roomId: RoomId): Promise<void> {
    const room = this.#replica.room(roomId);
    const first = room?.messages[0]?.message.seq;
    if (!room?.hasBefore || first === undefined) return;
    await this.#fetch({ roomId, before: first, limit: limits.historyMessagesDefault }, 'before');
  }

  async loadAfter(roomId: RoomId): Promise<void> {
    const room = this.#replica.room(roomId);
    const last = room?.messages.at(-1)?.message.seq;
    if (!room?.hasAfter || last === undefined) return;
    await this.#fetch({ roomId, after: last, limit: limits.historyMessagesDefault }, 'after');
  }

  async loadMembers(roomId: RoomId): Promise<void> {
    const members: Output<'chat.listMembers'>['members'] = [];
    let after: string | undefined;
    for (let page = 0; page < memberPages; page += 1) {
      const answer = await this.request('chat.listMembers', {
        roomId,
        ...(after === undefined ? {} : { after }),
      });
      members.push(...answer.members);
      after = answer.next;
      if (after === undefined) break;
    }
    this.#replica.members(roomId, members);
    this.wantProfiles(members.map((member) => member.accountId));
  }

  trim(roomId: RoomId, keep: number): void {
    this.#replica.trim(roomId, keep);
  }

  markRead(roomId: RoomId, seq: number): void {
    const room = this.#replica.room(roomId);
    if (!room?.joined || seq <= room.readSeq) return;
    this.#replica.markRead(roomId, seq);
    const waiting = this.#marks.get(roomId);
    if (waiting) {
      waiting.seq = Math.max(waiting.seq, seq);
      return;
    }
    const timer = this.#clock.after(readMarkEveryMs, () => this.#sendMark(roomId));
    this.#marks.set(roomId, { seq, timer });
  }

  async markUnread(roomId: RoomId, seq: number): Promise<void> {
    this.#marks.get(roomId)?.timer.cancel();
    this.#marks.delete(roomId);
    await this.request('chat.markRead', { roomId, seq: Math.max(0, seq - 1), unread: true });
  }

  typing(roomId: RoomId): void {
    const nowMs = this.#clock.monotonic();
    const sentMs = this.#typingSent.get(roomId);
    if (this.state.kind !== 'live' || (sentMs !== undefined && nowMs - sentMs < typingSentEveryMs)) return;
    this.#typingSent.set(roomId, nowMs);
    this.#forgettable('chat.typing', { roomId });
  }

  setPresence(presence: 'online' | 'idle'): void {
    if (this.state.kind === 'live') this.#forgettable('profile.setPresence', { presence });
  }

  wantProfiles(accountIds: Iterable<AccountId>): void {
    for (const accountId of accountIds) {
      if (!this.#replica.profile(accountId)) this.#wanted.add(accountId);
    }
    if (this.#wanted.size === 0 || this.#wantedTimer) return;
    this.#wantedTimer = this.#clock.after(20, () => void this.#fetchProfiles());
  }

  close(): void {
    this.#outbox.close();
    this.#link.stop('never');
    this.#wantedTimer?.cancel();
    for (const timer of this.#typingShown.values()) timer.cancel();
    for (const { timer } of this.#marks.values()) timer.cancel();
  }

  async #signIn(operation: OperationName, input: object): Promise<void> {
    const { isSameAccount } = await this.#session.signIn(operation, input);
    // What somebody else left unsent on this device must not go out under another name.
    if (!isSameAccount) this.#outbox.forget();
    this.#outbox.load();
    this.#link.start();
  }

  #stateChanged(): void {
    const { kind } = this.#link.state;
    this.#outbox.setLive(kind === 'live');
    if (kind === 'signed_out') this.#replica.clear();
    this.#notify();
  }

  #welcomed(hello: Output<'system.hello'>): void {
    this.#clockOffsetMs = Date.parse(hello.serverTime) - this.#clock.now();
    const behind = this.#replica.hello(hello);
    for (const roomId of this.#outbox.roomIds()) this.#replica.setOutgoing(roomId, this.#outbox.of(roomId));
    if (behind.length > 0) void this.#catchUp(behind);
    this.#refreshProfiles();
  }

  #event(event: HearthEvent): void {
    const behind = this.#replica.event(event);
    this.wantProfiles(peopleIn(event));
    if ('message' in event.data) this.#arrived(event.data.message.roomId);
    if (event.event === 'chat.typing') this.#showTyping(event.data.roomId, event.data.accountId);
    if (behind) void this.#catchUp([behind]);
    for (const listener of this.#eventListeners) listener(event);
  }

  #arrived(roomId: RoomId): void {
    const room = this.#replica.room(roomId);
    if (room) this.#outbox.arrived(roomId, room.version);
  }

  /** Asks for what was missed until nothing is; rooms that cannot be caught up are fetched afresh when open. */
  async #catchUp(first: Behind[]): Promise<void> {
    let behind = first;
    try {
      for (let round = 0; behind.length > 0 && round < syncRounds; round += 1) {
        const asked = behind.slice(0, limits.syncRooms);
        const rest = behind.slice(limits.syncRooms);
        const { rooms } = await this.request('chat.sync', { rooms: asked });
        behind = rest;
        for (const room of rooms) {
          const next = this.#replica.synced(room);
          this.#arrived(room.roomId);
          if (next === 'reset') await this.loadLatest(room.roomId);
          else if (next !== undefined && next !== 'gone') behind.push(next);
        }
      }
    } catch {
      // The way was lost again: the next hello begins a new catching up from where the rooms stand.
    }
  }

  async #fetch(input: Input<'chat.history'>, place: 'replace' | 'before' | 'after'): Promise<void> {
    this.#replica.fetchBegins(input.roomId);
    let page: Output<'chat.history'> | undefined;
    try {
      page = await this.request('chat.history', input);
      this.wantProfiles(page.messages.map((message) => message.senderId));
    } finally {
      this.#replica.fetched(input.roomId, page, place);
    }
  }

  async #post(message: {
    roomId: RoomId;
    text: string;
    nonce: string;
    replyTo: number | undefined;
  }): Promise<Message> {
    const { roomId, text, nonce, replyTo } = message;
    const answer = await this.request('chat.sendMessage', {
      roomId,
      text,
      nonce,
      ...(replyTo === undefined ? {} : { replyTo }),
    });
    return answer.message;
  }

  #sendMark(roomId: RoomId): void {
    const mark = this.#marks.get(roomId);
    this.#marks.delete(roomId);
    if (mark && this.state.kind === 'live') this.#forgettable('chat.markRead', { roomId, seq: mark.seq });
  }

  #showTyping(roomId: RoomId, accountId: AccountId): void {
    this.wantProfiles([accountId]);
    const key = `${roomId} ${accountId}`;
    this.#typingShown.get(key)?.cancel();
    const timer = this.#clock.after(typingShownMs, () => {
      this.#typingShown.delete(key);
      this.#replica.stopTyping(roomId, accountId);
    });
    this.#typingShown.set(key, timer);
  }

  async #fetchProfiles(): Promise<void> {
    this.#wantedTimer = undefined;
    const accountIds = [...this.#wanted].slice(0, limits.profileIds);
    for (const accountId of accountIds) this.#wanted.delete(accountId);
    if (accountIds.length === 0 || this.state.kind !== 'live') return;
    try {
      const { profiles } = await this.request('profile.get', { accountIds });
      this.#replica.profiles(profiles);
    } catch {
      // Names come with the next look; until then ids stand for them.
      return;
    }
    if (this.#wanted.size > 0) this.wantProfiles([]);
    if (this.#wanted.size > 0 && !this.#wantedTimer) void this.#fetchProfiles();
  }

  /** After a reconnect presence may have changed unseen. */
  #refreshProfiles(): void {
    for (const accountId of this.#replica.state.profiles.keys()) this.#wanted.add(accountId);
    const { account } = this.#replica.state;
    if (account) this.#wanted.add(account.accountId);
    this.#wantedTimer ??= this.#clock.after(20, () => void this.#fetchProfiles());
  }

  /** For what is not worth repeating when it is lost. */
  #forgettable<Name extends OperationName>(operation: Name, input: Input<Name>): void {
    this.request(operation, input).catch(() => undefined);
  }

  #notify(): void {
    if (this.#notifying) return;
    this.#notifying = true;
    void Promise.resolve().then(() => {
      this.#notifying = false;
      for (const listener of this.#listeners) listener();
    });
  }
}

/** Whose names a reader of this event will want to see. */
function peopleIn(event: HearthEvent): readonly AccountId[] {
  switch (event.event) {
    case 'chat.messageUpdated':
      return event.data.message.reactions.flatMap((reaction) => reaction.accountIds.slice(0, 3));
    case 'chat.memberJoined':
      return [event.data.member.accountId];
    case 'profile.presenceChanged':
      return [event.data.accountId];
    default:
      return [];
  }
}
