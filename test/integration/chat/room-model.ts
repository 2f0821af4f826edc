import assert from 'node:assert/strict';
import type { AccountId } from '../../../src-shared/base/ids.ts';
import type { Message } from '../../../src-shared/protocol/chat/entities.ts';

/** A change that somebody asked for. Every text is used once, so that a second effect would show. */
export type Wish =
  | { readonly kind: 'send'; readonly by: AccountId; readonly text: string }
  | { readonly kind: 'edit'; readonly by: AccountId; readonly seq: number; readonly text: string }
  /** By its author or by the room's owner: the message that is left does not say by whom. */
  | { readonly kind: 'delete'; readonly seq: number }
  | {
      readonly kind: 'react';
      readonly by: AccountId;
      readonly seq: number;
      readonly emoji: string;
      readonly on: boolean;
    };

/**
 * What a room's messages must be, told only what was asked for and the order of versions. Each change must be the
 * effect of exactly one wish that was not used up before.
 */
export class RoomModel {
  readonly #messages = new Map<number, Message>();
  readonly #wishes = new Map<string, number>();

  get messages(): readonly Message[] {
    return [...this.#messages.values()].toSorted((a, b) => a.seq - b.seq);
  }

  wish(wish: Wish): void {
    const key = JSON.stringify(wish);
    this.#wishes.set(key, (this.#wishes.get(key) ?? 0) + 1);
  }

  /** Takes the state after one change, and checks that it is the state before with one wish applied. */
  changed(after: Message): void {
    const before = this.#messages.get(after.seq);
    const wish = wishBetween(before, after);
    assert.ok(wish, `version ${after.version} changed nothing`);
    const key = JSON.stringify(wish);
    const left = this.#wishes.get(key) ?? 0;
    assert.ok(left > 0, `version ${after.version} is the effect of what nobody asked for, or twice: ${key}`);
    this.#wishes.set(key, left - 1);
    if (before) assert.deepEqual(after, applied(before, wish, after), `version ${after.version}`);
    this.#messages.set(after.seq, after);
  }

  /** Wishes that had no effect. */
  get unused(): readonly Wish[] {
    return [...this.#wishes].flatMap(([key, left]) => (left > 0 ? [JSON.parse(key) as Wish] : []));
  }

  /** Undeleted messages of others above a read mark. */
  unread(reader: AccountId, readSeq: number): number {
    return this.messages.filter(
      ({ seq, deleted, senderId }) => seq > readSeq && !deleted && senderId !== reader,
    ).length;
  }

  mine(reader: AccountId, message: Message): string[] {
    return message.reactions.filter((one) => one.accountIds.includes(reader)).map((one) => one.emoji);
  }
}

/** Which wish makes the one of the other, by what differs. */
function wishBetween(before: Message | undefined, after: Message): Wish | undefined {
  const { seq, senderId: by } = after;
  if (!before) return { kind: 'send', by, text: after.text };
  if (after.deleted && !before.deleted) return { kind: 'delete', seq };
  if (after.text !== before.text) return { kind: 'edit', by, seq, text: after.text };
  const pairs = ({ reactions }: Message) =>
    new Set(reactions.flatMap(({ emoji, accountIds }) => accountIds.map((id) => `${emoji} ${id}`)));
  const [had, has] = [pairs(before), pairs(after)];
  const reacted = (pair: string, on: boolean): Wish => {
    const [emoji = '', accountId = ''] = pair.split(' ');
    return { kind: 'react', by: accountId as AccountId, seq, emoji, on };
  };
  for (const pair of has) if (!had.has(pair)) return reacted(pair, true);
  for (const pair of had) if (!has.has(pair)) return reacted(pair, false);
  return undefined;
}

/** `after` is asked only for what the model cannot know: its version and when it was edited. */
function applied(before: Message, wish: Wish, after: Message): Message {
  const { version } = after;
  switch (wish.kind) {
    case 'send':
      return before;
    case 'edit':
      assert.ok(after.editedAt, 'an edited message says when');
      return { ...before, version, text: wish.text, editedAt: after.editedAt };
    case 'delete': {
      const { editedAt: _, ...rest } = before;
      return { ...rest, version, text: '', reactions: [], deleted: true };
    }
    case 'react':
      return { ...before, version, reactions: reactionsAfter(before, wish) };
  }
}

function reactionsAfter(
  { reactions }: Message,
  { emoji, by, on }: Extract<Wish, { kind: 'react' }>,
): Message['reactions'] {
  const known = reactions.some((reaction) => reaction.emoji === emoji);
  if (on && !known) return [...reactions, { emoji, count: 1, accountIds: [by] }];
  return reactions
    .map((reaction) => {
      if (reaction.emoji !== emoji) return reaction;
      const others = reaction.accountIds.filter((accountId) => accountId !== by);
      const accountIds = on ? [...others, by] : others;
      return { emoji, count: accountIds.length, accountIds };
    })
    .filter((reaction) => reaction.count > 0);
}
