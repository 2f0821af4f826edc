import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { askRunningHost } from '../../src-main/host/control.ts';
import { isLong } from '../harness/long-form.ts';
import { lossesIn } from '../harness/read-messages.ts';
import { type SpawnedHost, startCommand, verifyCommand } from '../harness/spawned-host.ts';
import { cannotInject, type Injection, injectedIn, underInjection } from '../harness/strace.ts';
import { joinAsGuest, post, WireClient } from '../harness/wire-client.ts';
import type { WrittenMessage } from '../harness/write-load.ts';

const skip = cannotInject();
const messagesWanted = 8;
/** A host that was made, claimed and closed; every run begins with a copy of it. */
let prepared = '';
let ownerToken = '';

before(async () => {
  if (skip !== false) return;
  prepared = mkdtempSync(path.join(tmpdir(), 'hearth-failing-'));
  await using host = await startCommand(prepared);
  const { body } = await post(host.url, 'account.claimOwner', {
    ticket: await host.claimCode(),
    hostName: 'Failing',
    username: 'owner',
    password: 'a long enough password',
  });
  ({ accessToken: ownerToken } = body as { accessToken: string });
  assert.equal(await host.kill('SIGTERM'), 0);
});
after(() => {
  if (prepared !== '') rmSync(prepared, { recursive: true });
});

interface Outcome {
  readonly injected: number;
  /** The host refused to start, in these words. */
  readonly refusedStart: string | undefined;
  readonly acknowledged: number;
  readonly refusals: readonly string[];
  readonly log: string;
}

/** Runs a host under one injection, writes until everything is acknowledged, and checks what must hold in any case. */
async function runUnder(
  injection: Omit<Injection, 'file'> & { name?: string },
  meanwhile?: (host: SpawnedHost, ana: WireClient) => Promise<void>,
): Promise<Outcome> {
  const root = mkdtempSync(path.join(tmpdir(), 'hearth-failing-run-'));
  const folder = path.join(root, 'data');
  const trace = path.join(root, 'trace');
  cpSync(prepared, folder, { recursive: true });
  rmSync(path.join(folder, 'logs'), { recursive: true, force: true });
  const { name, ...rest } = injection;
  const file = name === undefined ? undefined : path.join(folder, name);
  // The tracer follows only files that are there; an empty log is what a database without one has.
  if (file !== undefined) writeFileSync(file, '', { mode: 0o600 });
  const acknowledged: WrittenMessage[] = [];
  const refusals: string[] = [];
  let refusedStart: string | undefined;
  try {
    await using host = await startCommand(folder, {
      under: underInjection({ ...rest, ...(file === undefined ? {} : { file }) }, trace),
    });
    await writeAll(host, acknowledged, refusals, meanwhile);
    if (!meanwhile) assert.deepEqual(await askRunningHost(folder), []);
    assert.equal(await host.kill('SIGTERM'), 0);
  } catch (error) {
    const words = /^the host ended with (\d+): (.+)/s.exec(error instanceof Error ? error.message : '');
    if (!words) throw error;
    refusedStart = words[2] ?? '';
    assert.ok(['1', '4'].includes(words[1] ?? ''), `exit code ${words[1]}`);
    assert.match(refusedStart, /^[A-Z\w].{20,300}\.\n$/, 'one sentence');
  }
  const verdict = isLong || meanwhile ? verifyCommand(folder) : undefined;
  if (verdict) assert.deepEqual(verdict, { code: 0, words: 'Everything agrees.' });
  const { lost, doubled } = lossesIn(folder, acknowledged);
  assert.deepEqual([lost, doubled], [[], []]);
  const logFile = path.join(folder, 'logs', 'hearth.log');
  const outcome: Outcome = {
    injected: injectedIn(trace),
    refusedStart,
    acknowledged: acknowledged.length,
    refusals,
    log: existsSync(logFile) ? readFileSync(logFile, 'utf8') : '',
  };
  rmSync(root, { recursive: true });
  return outcome;
}

/** Sends each message until it is acknowledged, with the same nonce, as a client does. */
async function writeAll(
  host: SpawnedHost,
  acknowledged: WrittenMessage[],
  refusals: string[],
  meanwhile?: (host: SpawnedHost, ana: WireClient) => Promise<void>,
): Promise<void> {
  const giveUpMs = performance.now() + 30_000;
  const untilDone = async <Result>(attempt: () => Promise<Result>): Promise<Result> => {
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        const words = error instanceof Error ? error.message : String(error);
        refusals.push(words);
        assert.match(words, /read_only/, 'a refusal says why');
        if (performance.now() > giveUpMs) throw error;
        await sleep(100);
      }
    }
  };
  let joins = 0;
  const { accessToken } = await untilDone(() => {
    joins += 1;
    return joinAsGuest(host.url, `Ana ${joins}`);
  });
  using ana = await untilDone(() => WireClient.signedIn(host.url, accessToken));
  const roomId = ana.generalId;
  for (let number = 0; number < messagesWanted; number += 1) {
    const message: WrittenMessage = { nonce: `n${number}`, text: `text ${number}`, seq: undefined };
    const send = () => ana.call('chat.sendMessage', { roomId, text: message.text, nonce: message.nonce });
    if (meanwhile && number === 3) {
      await meanwhile(host, ana);
      return;
    }
    const { message: sent } = meanwhile ? await send() : await untilDone(send);
    acknowledged.push({ ...message, seq: sent.seq });
  }
  const page = await ana.call('chat.history', { roomId, limit: 100 });
  const shown = page.messages.filter(({ text }) => text !== '').map(({ text }) => text);
  assert.deepEqual(
    shown.slice(-messagesWanted),
    acknowledged.map(({ text }) => text),
  );
}

function policySeen(log: string): void {
  assert.match(log, /"state":"read_only","reason":"The disk refused a write\."/);
  assert.match(log, /communication\.db was opened again and checked: \d+ commits, \d+ were acknowledged/);
  assert.match(log, /"state":"writable"/);
}

test('D4 F4 a failed sync: nothing is acknowledged until the file was opened again, checked and compared', {
  skip,
}, async () => {
  const outcome = await runUnder({ call: 'fsync', error: 'EIO', when: '4', name: 'communication.db-wal' });
  assert.equal(outcome.injected, 1, 'a run without a fault proves nothing');
  assert.ok(outcome.refusals.length > 0);
  policySeen(outcome.log);
});

test('D4 a failed write of a page: the same, and no wrong acknowledgement', { skip }, async () => {
  const outcome = await runUnder({ call: 'pwrite64', error: 'EIO', when: '9', name: 'communication.db-wal' });
  assert.equal(outcome.injected, 1, 'a run without a fault proves nothing');
  assert.ok(outcome.refusals.length > 0);
  policySeen(outcome.log);
});

test('D4 F4 a failed sync of the audit trail stops acknowledging too, and its rows come through once', {
  skip,
}, async () => {
  const outcome = await runUnder({ call: 'fsync', error: 'EIO', when: '2', name: 'audit.db-wal' });
  assert.equal(outcome.injected, 1, 'a run without a fault proves nothing');
  assert.match(outcome.log, /moving audit rows of server\.db failed: SQLITE_IOERR_FSYNC/);
  assert.match(outcome.log, /audit\.db was opened again and checked/);
});

test('D4 a disk that fails at the start: refused in one sentence, and the next start finds everything', {
  skip,
}, async () => {
  const outcome = await runUnder({ call: 'pwrite64', error: 'EIO', when: '1' });
  assert.equal(outcome.injected, 1, 'a run without a fault proves nothing');
  assert.match(outcome.refusedStart ?? '', /^The disk refused while .+ opened: disk I\/O error\.\n$/);
});

test('D4 F4 a disk that goes on failing: read-only for as long, told in health, and nothing lost', {
  skip,
}, async () => {
  const injection = { call: 'fsync', error: 'EIO', when: '14+', name: 'communication.db-wal' } as const;
  const outcome = await runUnder(injection, async (host, ana) => {
    const roomId = ana.generalId;
    const refused = (nonce: string) =>
      assert.rejects(ana.call('chat.sendMessage', { roomId, text: 'never', nonce }), /read_only: The disk/);
    using owner = await WireClient.signedIn(host.url, ownerToken);
    await refusedSoon(ana);
    await refused('later');
    const page = await ana.call('chat.history', { roomId, limit: 10 });
    assert.ok(page.messages.length > 0, 'reads go on');
    const health = await owner.call('system.health', {});
    assert.equal(health.state, 'read_only');
    assert.deepEqual(health.reasons.slice(0, 1), ['The disk refused a write.']);
  });
  assert.ok(outcome.injected > 1, 'a run without a fault proves nothing');
  assert.match(outcome.log, /communication\.db is not to be trusted yet/);
});

test('D5 a write that finds the disk full is refused in words and heals by itself', { skip }, async () => {
  const injection = { call: 'pwrite64', error: 'ENOSPC', when: '9', name: 'communication.db-wal' } as const;
  const outcome = await runUnder(injection);
  assert.equal(outcome.injected, 1, 'a run without a fault proves nothing');
  assert.match(outcome.refusals.join('\n'), /The disk is full/);
  assert.match(outcome.log, /"state":"writable"/);
});

const sweeps = [
  ['fsync', 'EIO', 1],
  ['pwrite64', 'EIO', 1],
  ['pwrite64', 'ENOSPC', 4],
] as const;
for (const [call, error, step] of isLong ? sweeps : []) {
  test(`D4 ${error} at each ${call} of a host's life, one after the other, until a run ends clean`, {
    skip,
  }, async (context) => {
    let refusedStarts = 0;
    let withRefusals = 0;
    let runs = 0;
    for (let when = 1; ; when += step) {
      assert.ok(when < 2000, 'a run must end clean at some point');
      const outcome = await runUnder({ call, error, when: String(when) }).catch((cause: unknown) => {
        throw new Error(`${error} at ${call} number ${when}`, { cause });
      });
      if (outcome.injected === 0) break;
      runs += 1;
      if (outcome.refusedStart !== undefined) refusedStarts += 1;
      else if (outcome.refusals.length > 0) withRefusals += 1;
      if (outcome.refusedStart === undefined) assert.equal(outcome.acknowledged, messagesWanted);
    }
    context.diagnostic(
      `${runs} faults: ${refusedStarts} starts refused in words, ${withRefusals} runs with refused writes, nothing lost`,
    );
    assert.ok(runs > 10 / step, 'a sweep without faults proves nothing');
  });
}

async function refusedSoon(ana: WireClient): Promise<void> {
  const roomId = ana.generalId;
  for (let number = 0; number < 100; number += 1) {
    const sent = await ana
      .call('chat.sendMessage', { roomId, text: `until refused ${number}`, nonce: `until refused ${number}` })
      .then(
        () => true,
        () => false,
      );
    if (!sent) return;
  }
  assert.fail('the fault never came');
}
