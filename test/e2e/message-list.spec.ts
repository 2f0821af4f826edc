import { expect, type Page, test } from '@playwright/test';
import type { RoomId } from '../../src-shared/base/ids.ts';
import { WireClient } from '../harness/wire-client.ts';
import { field, joinAs, log, say } from './people.ts';
import { ServedHost } from './served-host.ts';

/** More than a client holds of one room, so that pages come and go on both sides. */
const messageCount = 450;

let host: ServedHost;
let writer: WireClient;
let roomId: RoomId;
/** Seqs of the messages by their number. */
const seqs = new Map<number, number>();

test.beforeAll(async () => {
  host = await ServedHost.start();
  writer = await WireClient.guest(host.url, 'Writer');
  const { room } = await writer.call('chat.createRoom', {
    kind: 'channel',
    name: 'long',
    visibility: 'public',
  });
  ({ roomId } = room);
  for (let number = 1; number <= messageCount; number += 1) await post(number);
});

test.afterAll(async () => {
  writer[Symbol.dispose]();
  await host.remove();
});

const seqOf = (number: number) => seqs.get(number) ?? Number.NaN;

async function post(number: number, more: { replyTo?: number } = {}): Promise<void> {
  const text = `message ${number}${' with some more words'.repeat(number % 9)}`;
  const { message } = await writer.call('chat.sendMessage', {
    roomId,
    text,
    nonce: `n${number}-${process.hrtime.bigint()}`,
    ...more,
  });
  seqs.set(number, message.seq);
}

/** A newcomer who is in the room and has read what was said before. */
async function reader(browser: Parameters<typeof joinAs>[0], nickname: string): Promise<Page> {
  const page = await joinAs(browser, { url: host.url, nickname });
  await page.getByRole('button', { name: 'Add a room' }).click();
  await page.getByRole('menuitem', { name: 'Browse rooms' }).click();
  await page.getByRole('listitem').filter({ hasText: 'long' }).getByRole('button', { name: 'Join' }).click();
  await expect(page.getByRole('heading', { name: 'long' })).toBeVisible();
  await expect(page.locator('[data-seq]').first()).toBeVisible();
  return page;
}

/** The first message that is wholly on screen, and where it stands. */
function firstOnScreen(page: Page): Promise<{ seq: number; top: number }> {
  return log(page).evaluate((place) => {
    const edge = place.getBoundingClientRect().top;
    const rows = [...place.querySelectorAll<HTMLElement>('[data-seq]')];
    const row = rows.find((candidate) => candidate.getBoundingClientRect().top >= edge);
    return { seq: Number(row?.dataset.seq), top: (row?.getBoundingClientRect().top ?? 0) - edge };
  });
}

function topOf(page: Page, seq: number): Promise<number> {
  return log(page).evaluate((place, wanted) => {
    const row = place.querySelector(`[data-seq="${wanted}"]`);
    return (row?.getBoundingClientRect().top ?? Number.NaN) - place.getBoundingClientRect().top;
  }, seq);
}

const distanceFromEnd = (page: Page) =>
  log(page).evaluate((place) => place.scrollHeight - place.scrollTop - place.clientHeight);

test('4.2 a long room keeps few rows in the page; the row that is read keeps its place while pages come', async ({
  browser,
}) => {
  const page = await reader(browser, 'Ana');
  await expect.poll(() => distanceFromEnd(page)).toBeLessThan(2);
  expect(await page.locator('.list-row').count()).toBeLessThan(60);
  await log(page).hover();
  let before = await firstOnScreen(page);
  for (let turn = 0; turn < 40; turn += 1) {
    await page.mouse.wheel(0, -700);
    await page.waitForTimeout(30);
  }
  await expect(log(page).getByText('This is the beginning of the room.')).toBeVisible();
  expect(await page.locator('.list-row').count()).toBeLessThan(60);
  expect((await firstOnScreen(page)).seq).toBe(seqOf(1));
  // At the very top a page of later messages came and went; what is read must not have moved by itself.
  before = await firstOnScreen(page);
  await page.waitForTimeout(300);
  expect(await firstOnScreen(page)).toEqual(before);
  const latest = page.getByRole('button', { name: 'Jump to latest' });
  await latest.click();
  await expect(log(page).locator(`[data-seq="${seqOf(messageCount)}"]`)).toBeInViewport();
  await expect(latest).toBeHidden();
  await page.context().close();
});

test('4.2 a page that comes before what is read moves nothing', async ({ browser }) => {
  const page = await reader(browser, 'Bea');
  await expect.poll(() => distanceFromEnd(page)).toBeLessThan(2);
  // Held back, so that the page arrives while nothing else happens.
  await page.evaluate(() => {
    const send = Reflect.get(WebSocket.prototype, 'send') as (this: WebSocket, data: string) => void;
    const late: (() => void)[] = [];
    Object.assign(globalThis, { sendLate: () => late.splice(0).forEach((go) => go()) });
    WebSocket.prototype.send = function (this: WebSocket, data) {
      if (typeof data !== 'string') return;
      if (data.includes('chat.history')) late.push(() => send.call(this, data));
      else send.call(this, data);
    };
  });
  await log(page).evaluate((place) => (place.scrollTop = 40));
  await page.waitForTimeout(200);
  const before = await firstOnScreen(page);
  await page.evaluate(() => (globalThis as unknown as { sendLate: () => void }).sendLate());
  await expect.poll(() => log(page).evaluate((place) => place.scrollTop)).toBeGreaterThan(500);
  expect(Math.abs((await topOf(page, before.seq)) - before.top)).toBeLessThan(3);
  await page.context().close();
});

test('4.2 sticks to the bottom through a burst; away from it the pill counts what came, and a send goes down', async ({
  browser,
}) => {
  const page = await reader(browser, 'Cara');
  await expect.poll(() => distanceFromEnd(page)).toBeLessThan(2);
  await Promise.all(Array.from({ length: 40 }, (_, index) => post(1000 + index)));
  await expect(log(page).getByText('message 1039').first()).toBeInViewport();
  await expect.poll(() => distanceFromEnd(page)).toBeLessThan(2);
  await log(page).hover();
  await page.mouse.wheel(0, -900);
  await expect.poll(() => distanceFromEnd(page)).toBeGreaterThan(500);
  const before = await firstOnScreen(page);
  for (let index = 0; index < 7; index += 1) await post(2000 + index);
  await expect(page.getByRole('button', { name: '7 new messages' })).toBeVisible();
  expect(await topOf(page, before.seq)).toBe(before.top);
  await say(page, 'and down I go');
  await expect.poll(() => distanceFromEnd(page)).toBeLessThan(2);
  await expect(page.getByRole('button', { name: /new messages/ })).toBeHidden();
  await page.context().close();
});

test('4.2 lands with the New divider one third down, says how many are new, and marks them read', async ({
  browser,
}) => {
  const page = await reader(browser, 'Dora');
  await page.getByRole('navigation', { name: 'Rooms' }).getByRole('button', { name: 'general' }).click();
  await expect(page.getByRole('heading', { name: 'general' })).toBeVisible();
  for (let index = 0; index < 60; index += 1) await post(3000 + index);
  const row = page.getByRole('navigation', { name: 'Rooms' }).getByRole('button', { name: /long/ });
  await expect(row).toHaveAccessibleName(/60 unread/);
  await row.click();
  const divider = log(page).locator('.divider.new');
  await expect(divider).toBeInViewport();
  const place = await log(page).boundingBox();
  await expect
    .poll(async () => {
      const box = await divider.boundingBox();
      return ((box?.y ?? 0) - (place?.y ?? 0)) / (place?.height ?? 1);
    })
    .toBeGreaterThan(0.28);
  const box = await divider.boundingBox();
  expect(((box?.y ?? 0) - (place?.y ?? 0)) / (place?.height ?? 1)).toBeLessThan(0.4);
  await expect(page.locator('.landing')).toContainText('60 new since');
  await page.locator('.landing').getByRole('button', { name: 'Mark read' }).click();
  await expect(page.locator('.landing')).toBeHidden();
  await expect(divider).toBeHidden();
  await page.context().close();
});

test('4.2 the New divider is fixed anew when the window is looked at again; Escape takes it away', async ({
  browser,
}) => {
  const page = await reader(browser, 'Edda');
  await expect.poll(() => distanceFromEnd(page)).toBeLessThan(2);
  await page.evaluate(() => {
    document.hasFocus = () => false;
  });
  await post(4000);
  await post(4001);
  await expect(log(page).getByText('message 4001').first()).toBeInViewport();
  await expect(log(page).locator('.divider.new')).toBeHidden();
  await page.evaluate(() => {
    document.hasFocus = () => true;
    dispatchEvent(new Event('focus'));
  });
  await expect(
    log(page).locator('.list-row', { hasText: 'message 4000' }).locator('.divider.new'),
  ).toBeVisible();
  await post(4002);
  await expect(log(page).getByText('message 4002').first()).toBeInViewport();
  await expect(log(page).locator('.divider.new')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(log(page).locator('.divider.new')).toHaveCount(0);
  await page.context().close();
});

test('4.2 a jump centres the message, marks it, and leaves a way back to where I was', async ({
  browser,
}) => {
  const page = await reader(browser, 'Fay');
  await post(5000, { replyTo: seqOf(12) });
  const answer = log(page).locator('.list-row', { hasText: 'message 5000' });
  await expect(answer.locator('.reply')).toContainText('message 12');
  await log(page).hover();
  await page.mouse.wheel(0, -150);
  await expect.poll(() => distanceFromEnd(page)).toBeGreaterThan(140);
  const before = await firstOnScreen(page);
  await answer.locator('.reply').click();
  const target = log(page).locator(`[data-seq="${seqOf(12)}"]`);
  await expect(target).toHaveClass(/flash/);
  const [row, place] = [await target.boundingBox(), await log(page).boundingBox()];
  const middle = ((row?.y ?? 0) + (row?.height ?? 0) / 2 - (place?.y ?? 0)) / (place?.height ?? 1);
  expect(Math.abs(middle - 0.5)).toBeLessThan(0.1);
  await expect(page.getByRole('status', { name: 'Announcements' })).toHaveText(/Jumped to the message/);
  await page.getByRole('button', { name: 'Back to where I was' }).click();
  await expect(page.getByRole('button', { name: 'Back to where I was' })).toBeHidden();
  await expect.poll(async () => Math.abs((await topOf(page, before.seq)) - before.top)).toBeLessThan(3);
  await page.context().close();
});

test('4.2 coming back to a room within the session restores its scroll', async ({ browser }) => {
  const page = await reader(browser, 'Gitta');
  await log(page).hover();
  await page.mouse.wheel(0, -1200);
  await expect.poll(() => distanceFromEnd(page)).toBeGreaterThan(1100);
  const before = await firstOnScreen(page);
  await page.keyboard.press('Alt+ArrowUp');
  await expect(page.getByRole('heading', { name: 'general' })).toBeVisible();
  await page.keyboard.press('Alt+ArrowDown');
  await expect(page.getByRole('heading', { name: 'long' })).toBeVisible();
  await expect.poll(async () => Math.abs((await topOf(page, before.seq)) - before.top)).toBeLessThan(3);
  await page.context().close();
});

test('4.2 the date of what is on screen shows while scrolling', async ({ browser }) => {
  const page = await reader(browser, 'Hedi');
  const pill = page.locator('.day-pill');
  await expect(pill).toHaveAttribute('data-shown', 'false');
  await log(page).hover();
  await page.mouse.wheel(0, -400);
  await expect(pill).toHaveAttribute('data-shown', 'true');
  await expect(pill).toHaveText('Today');
  await expect(pill).toHaveAttribute('data-shown', 'false');
  await page.context().close();
});

test('4.1 arrows walk from message to message across pages, and letters act on the focused one', async ({
  browser,
}) => {
  const page = await reader(browser, 'Ida');
  await say(page, 'mine to edit');
  await expect(log(page).getByText('mine to edit')).toBeVisible();
  await log(page).focus();
  await page.keyboard.press('ArrowUp');
  await expect(log(page).getByRole('article', { name: /mine to edit/ })).toBeFocused();
  await page.keyboard.press('e');
  await expect(field(page)).toHaveValue('mine to edit');
  await page.keyboard.press('Escape');
  await log(page).focus();
  for (let turn = 0; turn < 30; turn += 1) await page.keyboard.press('ArrowUp');
  const focused = page.locator('article:focus');
  await expect(focused).toBeInViewport();
  await page.keyboard.press('r');
  await expect(page.getByText(/^Replying to Writer/)).toBeVisible();
  await page.context().close();
});
