import type { AccountId } from '../../../src-shared/base/ids.ts';
import type { ReadDatabase } from '../../store/define-store.ts';
import type { MessageRow, ReactionRow } from './chat-store.ts';

/** A row of `messages`, as SQL names its columns. */
export interface SqlMessage {
  seq: number;
  version: number;
  sender_id: AccountId;
  text: string;
  reply_to: number | null;
  created_at_ms: number;
  edited_at_ms: number | null;
  deleted: number;
  reacted: number;
}

export const messageColumns =
  'seq, version, sender_id, text, reply_to, created_at_ms, edited_at_ms, deleted, reacted';

export interface MessageReader {
  /** Completes rows with their reactions; only rows that have some cost a look-up. */
  complete(roomKey: number, rows: readonly SqlMessage[]): MessageRow[];
  bySeq(roomKey: number, seq: number): SqlMessage | undefined;
  byNonce(
    deviceId: string,
    nonce: string,
  ): (SqlMessage & { room_key: number; content_hash: number }) | undefined;
}

export function openMessageReader(database: ReadDatabase): MessageReader {
  const bySeq = database.prepare<SqlMessage>(
    `SELECT ${messageColumns} FROM messages WHERE room_key = ? AND seq = ?`,
  );
  const byNonce = database.prepare<SqlMessage & { room_key: number; content_hash: number }>(
    `SELECT ${messageColumns}, room_key, content_hash FROM messages WHERE device_id = ? AND nonce = ?`,
  );
  const reactions = database.prepare<{ emoji: string; account_id: AccountId }>(
    'SELECT emoji, account_id FROM reactions WHERE room_key = ? AND seq = ? ORDER BY version',
  );

  function reactionsOf(roomKey: number, seq: number): ReactionRow[] {
    const byEmoji = new Map<string, AccountId[]>();
    for (const row of reactions.all(roomKey, seq)) {
      const accountIds = byEmoji.get(row.emoji);
      if (accountIds) accountIds.push(row.account_id);
      else byEmoji.set(row.emoji, [row.account_id]);
    }
    return [...byEmoji].map(([emoji, accountIds]) => ({ emoji, accountIds }));
  }

  return {
    bySeq: (roomKey, seq) => bySeq.get(roomKey, seq),
    byNonce: (deviceId, nonce) => byNonce.get(deviceId, nonce),
    complete: (roomKey, rows) =>
      rows.map((row) => ({
        seq: row.seq,
        version: row.version,
        senderId: row.sender_id,
        text: row.text,
        replyTo: row.reply_to,
        createdAtMs: row.created_at_ms,
        editedAtMs: row.edited_at_ms,
        deleted: row.deleted === 1,
        reactions: row.reacted === 1 ? reactionsOf(roomKey, row.seq) : [],
      })),
  };
}
