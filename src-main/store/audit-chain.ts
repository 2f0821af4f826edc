import { createHash } from 'node:crypto';
import type { AuditEntry } from '../kernel/ports.ts';
import type { SqliteDatabase } from './open-database.ts';

/** Rows of one segment; the first row of each opens with the last hash of the segment before. */
const segmentRows = 1_000_000;

interface ChainRow {
  entry: number;
  segment: number;
  source: string;
  source_id: number;
  at_ms: number;
  type: string;
  severity: string;
  service: string;
  actor_id: string | null;
  facts: string;
  previous_hash: string;
  hash: string;
}

export interface ChainHead {
  readonly entries: number;
  readonly hash: string;
}

/** SHA-256 over the row's columns as a JSON array, the previous hash included: the canonical form of a row. */
function hashOf(row: Omit<ChainRow, 'hash'>): string {
  const columns = [
    row.previous_hash,
    row.entry,
    row.segment,
    row.source,
    row.source_id,
    row.at_ms,
    row.type,
    row.severity,
    row.service,
    row.actor_id,
    row.facts,
  ];
  return createHash('sha256').update(JSON.stringify(columns)).digest('hex');
}

/** Appends to audit.db what other files learnt to tell; a row that is there already is not told twice. */
export class AuditChain {
  readonly #database: SqliteDatabase;
  readonly #insert;
  readonly #known;
  #head: ChainHead;

  constructor(database: SqliteDatabase) {
    this.#database = database;
    this.#insert = database.prepare(
      `INSERT INTO entries (entry, segment, source, source_id, at_ms, type, severity, service, actor_id, facts, previous_hash, hash)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#known = database.prepare('SELECT 1 FROM entries WHERE source = ? AND source_id = ?').pluck();
    const last = database
      .prepare<[], { entry: number; hash: string }>(
        'SELECT entry, hash FROM entries ORDER BY entry DESC LIMIT 1',
      )
      .get();
    this.#head = { entries: last?.entry ?? 0, hash: last?.hash ?? '' };
  }

  get head(): ChainHead {
    return this.#head;
  }

  append(source: string, rows: readonly { sourceId: number; entry: AuditEntry }[]): void {
    let head = this.#head;
    const run = this.#database.transaction(() => {
      for (const { sourceId, entry } of rows) {
        if (this.#known.get(source, sourceId) === undefined)
          head = this.#appendOne(head, source, sourceId, entry);
      }
    });
    run.immediate();
    this.#head = head;
  }

  #appendOne(head: ChainHead, source: string, sourceId: number, entry: AuditEntry): ChainHead {
    const number = head.entries + 1;
    const row = {
      entry: number,
      segment: Math.floor((number - 1) / segmentRows),
      source,
      source_id: sourceId,
      at_ms: entry.atMs,
      type: entry.type,
      severity: entry.severity,
      service: entry.service,
      actor_id: entry.actorId ?? null,
      facts: JSON.stringify(entry.facts),
      previous_hash: head.hash,
    };
    const hash = hashOf(row);
    this.#insert.run(
      row.entry,
      row.segment,
      row.source,
      row.source_id,
      row.at_ms,
      row.type,
      row.severity,
      row.service,
      row.actor_id,
      row.facts,
      row.previous_hash,
      hash,
    );
    return { entries: number, hash };
  }
}

/** One sentence for each place where the trail was changed, or undefined head where it was cut. */
export function verifyAuditChain(database: SqliteDatabase, stated: ChainHead): string[] {
  const found: string[] = [];
  let previous = '';
  let expected = 1;
  let statedFits = stated.entries === 0;
  for (const row of database.prepare<[], ChainRow>('SELECT * FROM entries ORDER BY entry').iterate()) {
    if (row.entry !== expected) found.push(`Audit entry ${expected} is missing.`);
    if (row.previous_hash !== previous)
      found.push(`Audit entry ${row.entry} does not follow the one before it.`);
    if (hashOf(row) !== row.hash) found.push(`Audit entry ${row.entry} was changed.`);
    if (row.entry === stated.entries && row.hash === stated.hash) statedFits = true;
    previous = row.hash;
    expected = row.entry + 1;
    if (found.length >= 20) return found;
  }
  if (!statedFits)
    found.push(`The audit trail was cut: ${stated.entries} entries were written, ${expected - 1} are left.`);
  return found;
}
