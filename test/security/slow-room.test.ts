import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { must } from '../../src-shared/base/assert.ts';
import type { AccountId } from '../../src-shared/base/ids.ts';
import { messageCreated, typing } from '../../src-shared/protocol/chat/events.ts';
import { RawWebSocket } from '../harness/raw-socket.ts';
import { roomA, startTestGateway, type TestGateway } from '../harness/test-gateway.ts';
import { WireClient } from '../harness/wire-client.ts';

const isLong = process.env.HEARTH_TEST_LONG === '1';
const members = isLong ? 200 : 40;
const halfOutbox = 512 * 1024;
const text = 'x'.repeat(4096);

/** Seqs of the messages that a raw client has received whole. */
function seqsOf(client: RawWebSocket): number[] {
  return client.texts
    .filter((frame) => frame.includes('"event":"chat.messageCreated"'))
    .map((frame) => (JSON.parse(frame) as { data: { seq: number } }).data.seq);
}

function typingsOf(client: RawWebSocket): number {
  return client.texts.filter((frame) => frame.includes('"event":"chat.typing"')).length;
}

/** Says numbered messages in the room and counts them. */
class Speaker {
  said = 0;
  readonly #host: TestGateway;

  constructor(host: TestGateway) {
    this.#host = host;
  }

  say(messages: number): void {
    for (let at = 0; at < messages; at += 1) {
      this.said += 1;
      this.#host.gateway.publisher.toAudience(roomA, messageCreated, { seq: this.said, text });
    }
  }

  type(times: number): void {
    const accountId = 'somebody' as AccountId;
    for (let at = 0; at < times; at += 1) {
      this.#host.gateway.publisher.toAudience(roomA, typing, { roomId: roomA, accountId });
    }
  }
}

/** Until all of them have everything that was said; what they hold is then let go of. */
async function allHave(readers: readonly WireClient[], seq: number): Promise<void> {
  for (const reader of readers) {
    await reader.event('chat.messageCreated', (data) => (data as unknown as { seq: number }).seq === seq);
  }
}

function isGapFree(seqs: readonly number[]): boolean {
  return seqs.every((seq, at) => seq === at + 1);
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

describe('S2 slow members of a room', () => {
  test('S2 a client that falls behind loses typing first; no message is left out, and then it is told to resume', async () => {
    await using host = await startTestGateway();
    using reader = await WireClient.signedIn(host.url, 'reader');
    using slow = await RawWebSocket.signedIn(host.port, 'slow');
    slow.readSlowly(1024);
    const speaker = new Speaker(host);
    const waiting = () => host.gauge('hearth_outbox_bytes');
    while (waiting() <= halfOutbox) {
      speaker.say(10);
      await allHave([reader], speaker.said);
    }
    const before = waiting();
    reader.frames.length = 0;
    speaker.type(500);
    await reader.until(() => (reader.frames.length === 500 ? true : undefined));
    assert.ok(waiting() <= before, 'typing waits for nobody');
    speaker.say(1);
    await allHave([reader], speaker.said);
    assert.ok(waiting() > before, 'a message does');
    while ([...host.gateway.connections.views()].length === 2) {
      speaker.say(10);
      await allHave([reader], speaker.said);
    }
    slow.hurry();
    await slow.ending();
    assert.equal(slow.closeCode, 4008);
    const seqs = seqsOf(slow);
    assert.ok(isGapFree(seqs), 'in order and without a gap');
    assert.ok(seqs.length > 100 && seqs.length < speaker.said);
    assert.equal(typingsOf(slow), 0);
  });

  test('S2 P10 a tenth of a room is dead and one reads 1 KB/s: all others get everything, in order and as soon', async (context) => {
    await using host = await startTestGateway();
    const dead: RawWebSocket[] = [];
    const readers: WireClient[] = [];
    const slow = await RawWebSocket.signedIn(host.port, 'slow');
    for (let at = 0; at < members / 10; at += 1)
      dead.push(await RawWebSocket.signedIn(host.port, `dead${at}`));
    while (readers.length < members - dead.length - 1) {
      readers.push(await WireClient.signedIn(host.url, `reader${readers.length}`));
    }
    const canary = must(readers.at(-1), 'the canary');
    const speaker = new Speaker(host);
    const heard = new Map<WireClient, number[]>(readers.map((reader) => [reader, []]));
    const round = async (): Promise<number> => {
      const startedMs = performance.now();
      speaker.say(10);
      speaker.type(5);
      await allHave([canary], speaker.said);
      const tookMs = performance.now() - startedMs;
      await allHave(readers, speaker.said);
      for (const reader of readers) {
        const seqs = reader
          .events('chat.messageCreated')
          .map((event) => (event.data as unknown as { seq: number }).seq);
        heard.get(reader)?.push(...seqs);
        reader.frames.length = 0;
      }
      await turn();
      return tookMs;
    };
    const baseline: number[] = [];
    const rounds = isLong ? 100 : 20;
    for (let at = 0; at < rounds; at += 1) baseline.push(await round());
    for (const client of dead) client.socket.pause();
    slow.readSlowly(1024);
    const loaded: number[] = [];
    const here = () => [...host.gateway.connections.views()].length;
    while (here() > readers.length || loaded.length < rounds) loaded.push(await round());
    for (const seqs of heard.values()) assert.ok(seqs.length === speaker.said && isGapFree(seqs));
    const held = host.gauge('hearth_outbox_bytes');
    assert.ok(held <= (dead.length + 1) * 1024 * 1024, `${held} bytes held`);
    const [before, after] = [percentile(baseline, 0.99), percentile(loaded, 0.99)];
    context.diagnostic(
      `${members} members, ${speaker.said} messages of 4 KiB; ten of them reach the last one within ${before.toFixed(1)} ms (p99), with the slow ones ${after.toFixed(1)} ms`,
    );
    // Times of a machine that does something else are no proof; the long form runs alone.
    if (isLong) assert.ok(after <= before * 1.2 + 2, `${after} ms against ${before} ms`);
    slow.hurry();
    for (const client of dead) client.socket.resume();
    for (const client of [slow, ...dead]) {
      await client.ending();
      assert.equal(client.closeCode, 4008);
      assert.ok(isGapFree(seqsOf(client)), 'what came is the beginning, without a gap');
      client[Symbol.dispose]();
    }
    for (const reader of readers) reader[Symbol.dispose]();
  });
});
