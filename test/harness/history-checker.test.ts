import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Anomaly, anomalies, assertClean, checkHistory, History } from './history-checker.ts';

const room = 'r';

/** Three writes, one without an answer that happened all the same, and a reader who saw all of it. Time is counted. */
function goodHistory(change: (history: History) => void = () => undefined): History {
  let nowMs = 0;
  const history = new History(() => (nowMs += 1));
  history.watch({ reader: 'bo', room, afterSeq: 1 });
  for (const [index, value] of ['a', 'b'].entries()) {
    history.invoke({ client: 'ana', room, value });
    history.ok({ client: 'ana', room, value, seq: index + 2 });
  }
  history.invoke({ client: 'ana', room, value: 'c' });
  history.unknown({ client: 'ana', room, value: 'c' });
  history.observe({ reader: 'bo', room, seq: 2, value: 'a' });
  history.observe({ reader: 'bo', room, seq: 3, value: 'b' });
  history.observe({ reader: 'bo', room, seq: 5, value: 'c' });
  history.end(room, [
    { seq: 2, value: 'a' },
    { seq: 3, value: 'b' },
    { seq: 5, value: 'c' },
  ]);
  change(history);
  return history;
}

/** The entries without those that fit. */
function without(history: History, fits: (entry: History['entries'][number]) => boolean): History {
  const left = new History();
  left.entries.push(...history.entries.filter((entry) => !fits(entry)));
  return left;
}

function found(history: History): Partial<Record<Anomaly, number>> {
  const { counts } = checkHistory(history.entries);
  return Object.fromEntries(anomalies.flatMap((name) => (counts[name] > 0 ? [[name, counts[name]]] : [])));
}

const sees = (seq: number) => (entry: History['entries'][number]) =>
  entry.type === 'observe' && entry.seq === seq;

test('a good history is clean, and says how much was checked', () => {
  const report = assertClean(goodHistory(), 'good');
  assert.equal(report.total, 0);
  assert.deepEqual(report.checked, { acknowledged: 2, unknown: 1, observed: 3, readers: 1 });
});

test('a write without an answer may be there or not', () => {
  const absent = without(goodHistory(), sees(5));
  absent.end(room, [
    { seq: 2, value: 'a' },
    { seq: 3, value: 'b' },
  ]);
  assert.deepEqual(found(absent), {});
});

test('a retry that got the same answer is one write; one refused after no answer is no contradiction', () => {
  const history = goodHistory((more) => {
    more.invoke({ client: 'ana', room, value: 'a' });
    more.ok({ client: 'ana', room, value: 'a', seq: 2 });
    more.invoke({ client: 'ana', room, value: 'c' });
    more.fail({ client: 'ana', room, value: 'c' });
  });
  assert.deepEqual(found(history), {});
});

test('a reader who left need not see what came later', () => {
  const left = without(goodHistory(), sees(5));
  assert.deepEqual(found(left), { unseen: 1 });
  left.leave({ reader: 'bo', room, upToSeq: 4 });
  assert.deepEqual(found(left), {});
});

test('lost: acknowledged, and not there', () => {
  const history = goodHistory((more) => {
    more.invoke({ client: 'ana', room, value: 'd' });
    more.ok({ client: 'ana', room, value: 'd', seq: 6 });
  });
  assert.deepEqual(found(history), { lost: 1 });
});

test('duplicate: at two places, or acknowledged with two places', () => {
  const twice = goodHistory((more) => {
    more.observe({ reader: 'bo', room, seq: 6, value: 'c' });
    more.end(room, [
      { seq: 2, value: 'a' },
      { seq: 3, value: 'b' },
      { seq: 5, value: 'c' },
      { seq: 6, value: 'c' },
    ]);
  });
  assert.deepEqual(found(twice), { duplicate: 1 });
  const answeredTwice = goodHistory((more) => {
    more.invoke({ client: 'ana', room, value: 'b' });
    more.ok({ client: 'ana', room, value: 'b', seq: 5 });
  });
  assert.equal(found(answeredTwice).duplicate, 1);
});

test('unseen: there, and a reader never saw it', () => {
  assert.deepEqual(found(without(goodHistory(), sees(5))), { unseen: 1 });
});

test('skipped: a reader went past it, even if it came later', () => {
  assert.deepEqual(found(without(goodHistory(), sees(3))), { skipped: 1 });
  const late = without(goodHistory(), sees(3));
  late.observe({ reader: 'bo', room, seq: 3, value: 'b' });
  assert.deepEqual(found(late), { skipped: 1, nonMonotonic: 1 });
});

test('non-monotonic: seen twice, or placed before what was answered earlier', () => {
  const twice = goodHistory((more) => more.observe({ reader: 'bo', room, seq: 5, value: 'c' }));
  assert.deepEqual(found(twice), { nonMonotonic: 1 });
  const early = new History(
    (
      (nowMs) => () =>
        (nowMs += 1)
    )(0),
  );
  early.invoke({ client: 'ana', room, value: 'first' });
  early.ok({ client: 'ana', room, value: 'first', seq: 9 });
  early.invoke({ client: 'bo', room, value: 'second' });
  early.ok({ client: 'bo', room, value: 'second', seq: 8 });
  early.end(room, [
    { seq: 8, value: 'second' },
    { seq: 9, value: 'first' },
  ]);
  assert.deepEqual(found(early), { nonMonotonic: 1 });
});

test('aborted read: refused and there, seen and gone, or written by nobody', () => {
  const refused = goodHistory((more) => {
    more.invoke({ client: 'ana', room, value: 'd' });
    more.fail({ client: 'ana', room, value: 'd' });
    more.observe({ reader: 'bo', room, seq: 6, value: 'd' });
    more.end(room, [
      { seq: 2, value: 'a' },
      { seq: 3, value: 'b' },
      { seq: 5, value: 'c' },
      { seq: 6, value: 'd' },
    ]);
  });
  assert.deepEqual(found(refused), { abortedRead: 1 });
  const vanished = goodHistory((more) => {
    more.invoke({ client: 'ana', room, value: 'd' });
    more.unknown({ client: 'ana', room, value: 'd' });
    more.observe({ reader: 'bo', room, seq: 6, value: 'd' });
  });
  assert.deepEqual(found(vanished), { abortedRead: 1 });
  const ghost = goodHistory((more) => more.observe({ reader: 'bo', room, seq: 6, value: 'ghost' }));
  assert.deepEqual(found(ghost), { abortedRead: 1 });
});

test('disagreeing: another thing at the same place', () => {
  const history = goodHistory((more) => {
    more.watch({ reader: 'cy', room, afterSeq: 1 });
    more.observe({ reader: 'cy', room, seq: 2, value: 'b' });
    more.observe({ reader: 'cy', room, seq: 3, value: 'b' });
    more.observe({ reader: 'cy', room, seq: 5, value: 'c' });
  });
  assert.deepEqual(found(history), { disagreeing: 1 });
});

test('a history that never says how it ended, or a reader who never began, is an error of the test', () => {
  assert.throws(
    () => checkHistory(without(goodHistory(), (entry) => entry.type === 'end').entries),
    /in the end/,
  );
  const history = new History();
  history.observe({ reader: 'bo', room, seq: 1, value: 'a' });
  assert.throws(() => checkHistory(history.entries), /begun to watch/);
});
