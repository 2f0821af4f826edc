import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What can be wrong with a history. Any count above 0 fails. */
export const anomalies = [
  /** Acknowledged, and not there at the end. */
  'lost',
  /** One value at two places, or acknowledged with two places. */
  'duplicate',
  /** There at the end, and a reader who was to see it never did. */
  'unseen',
  /** A reader went past it to a later one. */
  'skipped',
  /** A reader went back or saw a place twice, or a write that began after an answer stands before what was answered. */
  'nonMonotonic',
  /** Somebody saw what was refused, what nobody wrote, or what is not there at the end. */
  'abortedRead',
  /** Two readers, or a reader and the end, hold different things at one place. */
  'disagreeing',
] as const;
export type Anomaly = (typeof anomalies)[number];

/** A message at its place in its room. */
export interface Placed {
  readonly seq: number;
  /** What was written; each value is meant once in the whole history. */
  readonly value: string;
}

/** One line of a history, in the order in which it was written down. */
export type HistoryEntry = { readonly atMs: number; readonly room: string } & (
  | { readonly type: 'invoke'; readonly client: string; readonly value: string }
  | { readonly type: 'ok'; readonly client: string; readonly value: string; readonly seq: number }
  | { readonly type: 'fail'; readonly client: string; readonly value: string }
  /** No answer: it may have happened, and may still happen. */
  | { readonly type: 'unknown'; readonly client: string; readonly value: string }
  /** From now on this reader is to see everything above `afterSeq`. */
  | { readonly type: 'watch'; readonly reader: string; readonly afterSeq: number }
  | { readonly type: 'observe'; readonly reader: string; readonly seq: number; readonly value: string }
  /** This reader need not see anything above `upToSeq`. */
  | { readonly type: 'leave'; readonly reader: string; readonly upToSeq: number }
  /** What the room holds in the end, in order. */
  | { readonly type: 'end'; readonly placed: readonly Placed[] }
);

export interface HistoryReport {
  readonly counts: Readonly<Record<Anomaly, number>>;
  readonly total: number;
  /** One sentence each; the first fifty. */
  readonly findings: readonly string[];
  /** Of everything checked, so that an empty history does not pass for a good one. */
  readonly checked: {
    readonly acknowledged: number;
    readonly unknown: number;
    readonly observed: number;
    readonly readers: number;
  };
}

/**
 * What clients did and saw, with monotonic time. Writers call `invoke` before each attempt and one of `ok`, `fail` and
 * `unknown` after it; a timeout or a lost connection is `unknown`. Readers `watch` a room and `observe` in the order seen.
 */
export class History {
  readonly entries: HistoryEntry[] = [];
  readonly #nowMs: () => number;

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  invoke(write: { client: string; room: string; value: string }): void {
    this.entries.push({ type: 'invoke', atMs: this.#nowMs(), ...write });
  }

  ok(write: { client: string; room: string; value: string; seq: number }): void {
    this.entries.push({ type: 'ok', atMs: this.#nowMs(), ...write });
  }

  fail(write: { client: string; room: string; value: string }): void {
    this.entries.push({ type: 'fail', atMs: this.#nowMs(), ...write });
  }

  unknown(write: { client: string; room: string; value: string }): void {
    this.entries.push({ type: 'unknown', atMs: this.#nowMs(), ...write });
  }

  watch(about: { reader: string; room: string; afterSeq: number }): void {
    this.entries.push({ type: 'watch', atMs: this.#nowMs(), ...about });
  }

  observe(seen: { reader: string; room: string; seq: number; value: string }): void {
    this.entries.push({ type: 'observe', atMs: this.#nowMs(), ...seen });
  }

  leave(about: { reader: string; room: string; upToSeq: number }): void {
    this.entries.push({ type: 'leave', atMs: this.#nowMs(), ...about });
  }

  end(room: string, placed: readonly Placed[]): void {
    this.entries.push({ type: 'end', atMs: this.#nowMs(), room, placed });
  }
}

/** Everything that one value went through. */
interface Write {
  firstInvokeMs: number;
  firstOkMs: number;
  readonly seqs: Set<number>;
  failed: boolean;
  unknown: boolean;
}

interface Reader {
  readonly name: string;
  readonly afterSeq: number;
  upToSeq: number;
  readonly seen: Placed[];
}

/** What one room's part of a history says, sorted by whose it is. */
class RoomHistory {
  readonly writes = new Map<string, Write>();
  readonly readers: Reader[] = [];
  placed: readonly Placed[] | undefined;
  readonly #watching = new Map<string, Reader>();

  add(entry: HistoryEntry): void {
    switch (entry.type) {
      case 'invoke':
        this.#write(entry.value, entry.atMs);
        return;
      case 'ok': {
        const write = this.#write(entry.value, entry.atMs);
        write.firstOkMs = Math.min(write.firstOkMs, entry.atMs);
        write.seqs.add(entry.seq);
        return;
      }
      case 'fail':
        this.#write(entry.value, entry.atMs).failed = true;
        return;
      case 'unknown':
        this.#write(entry.value, entry.atMs).unknown = true;
        return;
      case 'watch': {
        const reader = { name: entry.reader, afterSeq: entry.afterSeq, upToSeq: Infinity, seen: [] };
        this.#watching.set(entry.reader, reader);
        this.readers.push(reader);
        return;
      }
      case 'observe':
        this.#reader(entry.reader).seen.push({ seq: entry.seq, value: entry.value });
        return;
      case 'leave':
        this.#reader(entry.reader).upToSeq = entry.upToSeq;
        return;
      case 'end':
        this.placed = entry.placed;
    }
  }

  #write(value: string, atMs: number): Write {
    let write = this.writes.get(value);
    if (!write) {
      write = { firstInvokeMs: atMs, firstOkMs: Infinity, seqs: new Set(), failed: false, unknown: false };
      this.writes.set(value, write);
    }
    return write;
  }

  #reader(name: string): Reader {
    const reader = this.#watching.get(name);
    if (!reader) throw new Error(`${name} saw something without having begun to watch`);
    return reader;
  }
}

/** Judges a whole history. Rooms are judged one by one; a room without an `end` is an error of the test. */
export function checkHistory(entries: readonly HistoryEntry[]): HistoryReport {
  const rooms = new Map<string, RoomHistory>();
  for (const entry of entries) {
    const room = rooms.get(entry.room) ?? new RoomHistory();
    rooms.set(entry.room, room);
    room.add(entry);
  }
  const counts = Object.fromEntries(anomalies.map((anomaly) => [anomaly, 0])) as Record<Anomaly, number>;
  const findings: string[] = [];
  const checked = { acknowledged: 0, unknown: 0, observed: 0, readers: 0 };
  for (const [name, room] of rooms) {
    const { placed } = room;
    if (!placed) throw new Error(`the history never says what room ${name} holds in the end`);
    const report = (anomaly: Anomaly, sentence: string) => {
      counts[anomaly] += 1;
      if (findings.length < 50) findings.push(`${anomaly}: ${sentence} (room ${name})`);
    };
    checkPlaces(placed, report);
    checkWrites(room.writes, placed, report);
    checkRealTime(room.writes, report);
    for (const reader of room.readers) checkReader(reader, { room, placed, report });
    for (const write of room.writes.values()) {
      if (write.seqs.size > 0) checked.acknowledged += 1;
      else if (write.unknown) checked.unknown += 1;
    }
    checked.readers += room.readers.length;
    checked.observed += room.readers.reduce((total, reader) => total + reader.seen.length, 0);
  }
  const total = anomalies.reduce((sum, anomaly) => sum + counts[anomaly], 0);
  return { counts, total, findings, checked };
}

type Report = (anomaly: Anomaly, sentence: string) => void;

function checkPlaces(placed: readonly Placed[], report: Report): void {
  const places = new Map<string, number>();
  let lastSeq = -1;
  for (const { seq, value } of placed) {
    const earlier = places.get(value);
    if (earlier !== undefined) report('duplicate', `“${value}” stands at ${earlier} and at ${seq}`);
    places.set(value, seq);
    if (seq <= lastSeq) report('nonMonotonic', `the room holds ${seq} after ${lastSeq}`);
    lastSeq = seq;
  }
}

function checkWrites(writes: ReadonlyMap<string, Write>, placed: readonly Placed[], report: Report): void {
  const seqsOf = Map.groupBy(placed, ({ value }) => value);
  for (const [value, { seqs, failed, unknown }] of writes) {
    const stands = seqsOf.get(value)?.map(({ seq }) => seq) ?? [];
    if (seqs.size > 1) report('duplicate', `“${value}” was acknowledged as ${[...seqs].join(' and ')}`);
    for (const seq of seqs) {
      if (!stands.includes(seq)) report('lost', `“${value}” was acknowledged as ${seq} and is not there`);
    }
    // Refused once and accepted in another attempt, or refused after an attempt without an answer, is no contradiction.
    if (failed && seqs.size === 0 && !unknown && stands.length > 0) {
      report('abortedRead', `“${value}” was refused and stands at ${stands.join(', ')}`);
    }
  }
  for (const { seq, value } of placed) {
    if (!writes.has(value)) report('abortedRead', `nobody wrote “${value}”, which stands at ${seq}`);
  }
}

/** Real time: a write that began after another was acknowledged stands after it. */
function checkRealTime(writes: ReadonlyMap<string, Write>, report: Report): void {
  const done = [...writes].flatMap(([value, { seqs, firstInvokeMs, firstOkMs }]) =>
    [...seqs].map((seq) => ({ value, seq, firstInvokeMs, firstOkMs })),
  );
  const byAnswer = done.toSorted((a, b) => a.firstOkMs - b.firstOkMs);
  let next = 0;
  let highest: { value: string; seq: number } | undefined;
  for (const write of done.toSorted((a, b) => a.firstInvokeMs - b.firstInvokeMs)) {
    for (let earlier = byAnswer[next]; earlier; earlier = byAnswer[next]) {
      if (earlier.firstOkMs >= write.firstInvokeMs) break;
      if (!highest || earlier.seq > highest.seq) highest = earlier;
      next += 1;
    }
    if (highest && highest.seq > write.seq && highest.value !== write.value) {
      report(
        'nonMonotonic',
        `“${write.value}” began after “${highest.value}” was answered as ${highest.seq} and stands at ${write.seq}`,
      );
    }
  }
}

function checkReader(
  reader: Reader,
  { room, placed, report }: { room: RoomHistory; placed: readonly Placed[]; report: Report },
): void {
  const { name, afterSeq, upToSeq } = reader;
  const valueAt = new Map(placed.map(({ seq, value }) => [seq, value]));
  const stillToCome = placed.filter(({ seq }) => seq > afterSeq && seq <= upToSeq);
  let next = 0;
  let lastSeq = afterSeq;
  for (const { seq, value } of reader.seen) {
    if (seq <= lastSeq) report('nonMonotonic', `${name} saw ${seq} after ${lastSeq}`);
    lastSeq = Math.max(lastSeq, seq);
    const stands = valueAt.get(seq);
    const write = room.writes.get(value);
    if (!write) report('abortedRead', `${name} saw “${value}”, which nobody wrote`);
    else if (stands === undefined)
      report('abortedRead', `${name} saw “${value}” at ${seq}, where nothing is`);
    else if (stands !== value)
      report('disagreeing', `${name} saw “${value}” at ${seq}, which is “${stands}”`);
    for (let due = stillToCome[next]; due && due.seq <= seq; due = stillToCome[next]) {
      if (due.seq < seq) report('skipped', `${name} went from before ${due.seq} (“${due.value}”) to ${seq}`);
      next += 1;
    }
  }
  for (const { seq, value } of stillToCome.slice(next)) {
    report('unseen', `${name} never saw ${seq} (“${value}”)`);
  }
}

/** Throws unless the history is clean; a bad one is kept under test-results/histories for whoever looks into it. */
export function assertClean(history: History, name: string): HistoryReport {
  const report = checkHistory(history.entries);
  if (report.total === 0) return report;
  const folder = path.join('test-results', 'histories');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${name}.jsonl`);
  writeFileSync(file, history.entries.map((entry) => JSON.stringify(entry)).join('\n'));
  throw new Error(
    `${report.total} anomalies, ${JSON.stringify(report.counts)}; the history is in ${file}\n${report.findings.join('\n')}`,
  );
}
