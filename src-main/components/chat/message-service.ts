import type { AccountId, RoomId } from '../../../src-shared/base/ids.ts';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { limits } from '../../../src-shared/protocol/core/limits.ts';
import type { Input } from '../../../src-shared/protocol/registry.ts';
import type { AccountActor } from '../../kernel/actor.ts';
import { can } from '../../kernel/can.ts';
import { type Refusal, refuse } from '../../kernel/hearth-error.ts';
import type { EncodedJson } from '../../kernel/operation.ts';
import type { NonceScope, People } from '../../kernel/ports.ts';
import type { CachedRoom, ChatCache } from './chat-cache.ts';
import { type ChatEvents, messageJson } from './chat-events.ts';
import type { ChangedMessage, ChatStore, Refused, SentMessage } from './chat-store.ts';
import { mentionedIn } from './mentions.ts';
import { toTailEntry } from './message-tail.ts';
import { noSuchRoom } from './room-row.ts';

export interface MessageServiceDependencies {
  readonly store: ChatStore;
  readonly cache: ChatCache;
  readonly events: ChatEvents;
  readonly people: People;
  readonly clock: Clock;
}

const tooLong = refuse('bad_request', `\`text\` is longer than ${limits.messageCharacters} characters.`);
const emptyText = refuse('bad_request', 'A message needs some text.');

export function scopeOf(actor: AccountActor, nonce: string | undefined): NonceScope | null {
  return nonce === undefined ? null : { deviceId: actor.deviceId, nonce };
}

export function toRefusal(answer: Refused): Refusal {
  return refuse(answer.refused, answer.message);
}

/** Sending and changing messages: refused early from memory, decided in the store, told after the commit. */
export class MessageService {
  readonly #store: ChatStore;
  readonly #cache: ChatCache;
  readonly #events: ChatEvents;
  readonly #people: People;
  readonly #clock: Clock;

  constructor(dependencies: MessageServiceDependencies) {
    this.#store = dependencies.store;
    this.#cache = dependencies.cache;
    this.#events = dependencies.events;
    this.#people = dependencies.people;
    this.#clock = dependencies.clock;
  }

  send(input: Input<'chat.sendMessage'>, actor: AccountActor): Refusal | Promise<Refusal | EncodedJson> {
    const room = this.#roomToWriteIn(input.roomId, actor);
    if (!('members' in room)) return room;
    // The schema counts letters as people do; the limit is in UTF-16 units, as every client counts.
    if (input.text.length > limits.messageCharacters) return tooLong;
    if (input.text.trim() === '') return emptyText;
    if (input.mediaIds && input.mediaIds.length > 0) {
      return refuse('unsupported', 'This host does not take files yet.');
    }
    const mentions = mentionedIn(input.text, this.#people).filter((accountId) => room.members.has(accountId));
    const replyTo = input.replyTo ?? null;
    const atMs = this.#clock.now();
    const write = {
      writer: actor,
      roomId: input.roomId,
      text: input.text,
      nonce: input.nonce,
      replyTo,
      mentions,
      atMs,
    };
    return this.#store.sendMessage(write).then((sent) => {
      if ('refused' in sent) return toRefusal(sent);
      return this.#sent(room, sent, { ...write, senderId: actor.accountId });
    });
  }

  edit(input: Input<'chat.editMessage'>, actor: AccountActor): Refusal | Promise<Refusal | EncodedJson> {
    const room = this.#roomToWriteIn(input.roomId, actor);
    if (!('members' in room)) return room;
    if (input.text.length > limits.messageCharacters) return tooLong;
    if (input.text.trim() === '') return emptyText;
    const mentions = mentionedIn(input.text, this.#people).filter((accountId) => room.members.has(accountId));
    return this.#store
      .editMessage({
        writer: actor,
        roomId: input.roomId,
        seq: input.seq,
        text: input.text,
        mentions,
        atMs: this.#clock.now(),
        scope: scopeOf(actor, input.nonce),
      })
      .then((answer) => this.#changed(room, answer, new Set(mentions)));
  }

  delete(input: Input<'chat.deleteMessage'>, actor: AccountActor): Refusal | Promise<Refusal | EncodedJson> {
    const room = this.#roomToWriteIn(input.roomId, actor);
    if (!('members' in room)) return room;
    return this.#store
      .deleteMessage({
        writer: actor,
        roomId: input.roomId,
        seq: input.seq,
        atMs: this.#clock.now(),
        scope: scopeOf(actor, input.nonce),
      })
      .then((answer) => this.#changed(room, answer, new Set()));
  }

  react(input: Input<'chat.react'>, actor: AccountActor): Refusal | Promise<Refusal | EncodedJson> {
    const room = this.#roomToWriteIn(input.roomId, actor);
    if (!('members' in room)) return room;
    if (!isEmoji(input.emoji)) return refuse('bad_request', 'A reaction is one emoji.');
    return this.#store
      .react({
        writer: actor,
        roomId: input.roomId,
        seq: input.seq,
        emoji: input.emoji,
        on: input.on,
        atMs: this.#clock.now(),
        scope: scopeOf(actor, input.nonce),
      })
      .then((answer) => this.#changed(room, answer, undefined));
  }

  markRead(
    input: Input<'chat.markRead'>,
    actor: AccountActor,
  ): Refusal | Record<string, never> | Promise<Record<string, never>> {
    const room = this.#cache.room(input.roomId);
    if (!room || !can(actor, { action: 'room.read', room: room.objectFor(actor.accountId) })) {
      return toRefusal(noSuchRoom);
    }
    const { accountId } = actor;
    const back = input.unread === true;
    if (!back && Math.min(input.seq, room.lastSeq) <= this.#cache.readSeq(accountId, input.roomId)) return {};
    return this.#store.markRead({ accountId, roomId: input.roomId, seq: input.seq, back }).then(({ seq }) => {
      this.#cache.setReadSeq(accountId, input.roomId, seq);
      this.#events.readMarked(accountId, input.roomId, seq);
      return {};
    });
  }

  typing(input: Input<'chat.typing'>, actor: AccountActor): Refusal | Record<string, never> {
    const room = this.#cache.room(input.roomId);
    if (!room?.members.has(actor.accountId)) return toRefusal(noSuchRoom);
    // In a large room somebody is always typing; nobody needs to be told.
    if (!room.large) this.#events.typing(room, actor.accountId);
    return {};
  }

  #roomToWriteIn(roomId: RoomId, actor: AccountActor): CachedRoom | Refusal {
    const room = this.#cache.room(roomId);
    const object = room?.objectFor(actor.accountId);
    if (!room || !object || !can(actor, { action: 'room.know', room: object })) return toRefusal(noSuchRoom);
    if (can(actor, { action: 'room.write', room: object })) return room;
    return refuse('forbidden', 'Join this room to write in it.');
  }

  #sent(
    room: CachedRoom,
    sent: SentMessage,
    write: {
      senderId: AccountId;
      text: string;
      replyTo: number | null;
      atMs: number;
    },
  ): EncodedJson {
    if (sent.existing) return messageJson(toTailEntry(room.roomId, sent.existing));
    const entry = toTailEntry(room.roomId, {
      seq: sent.seq,
      version: sent.seq,
      senderId: write.senderId,
      text: write.text,
      replyTo: write.replyTo,
      createdAtMs: write.atMs,
      editedAtMs: null,
      deleted: false,
      reactions: [],
    });
    this.#cache.messageCreated(room, entry);
    this.#cache.setReadSeq(write.senderId, room.roomId, sent.seq);
    for (const accountId of sent.mentioned) this.#cache.addMention(accountId, room.roomId, sent.seq);
    const json = messageJson(entry);
    this.#events.messageCreated(room, json);
    return json;
  }

  /** `mentions` undefined: the change was not to the text. */
  #changed(
    room: CachedRoom,
    answer: ChangedMessage | Refused,
    mentions: ReadonlySet<AccountId> | undefined,
  ): Refusal | EncodedJson {
    if ('refused' in answer) return toRefusal(answer);
    const entry = toTailEntry(room.roomId, answer.message);
    const json = messageJson(entry);
    if (!answer.changed) return json;
    if (mentions) {
      for (const accountId of this.#cache.mentionedAt(room, entry.seq)) {
        if (!mentions.has(accountId)) this.#cache.removeMention(accountId, room.roomId, entry.seq);
      }
      for (const accountId of mentions) {
        if (accountId !== entry.senderId) this.#cache.addMention(accountId, room.roomId, entry.seq);
      }
    }
    this.#cache.messageChanged(room, entry);
    this.#events.messageChanged(room, entry, json);
    return json;
  }
}

/** Emoji and what joins them; digits only as keycaps. Nothing that could pass for words. */
const emojiCharacters = /^[\p{Extended_Pictographic}\p{Emoji_Component}]+$/u;
const emojiCore = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u;

function isEmoji(text: string): boolean {
  return emojiCharacters.test(text) && emojiCore.test(text);
}
