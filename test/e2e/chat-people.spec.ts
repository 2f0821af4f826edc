import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { WireClient } from '../harness/wire-client.ts';
import { field, joinAs, log, say } from './people.ts';
import { ServedHost } from './served-host.ts';

let host: ServedHost;

test.beforeAll(async () => {
  host = await ServedHost.start();
});

test.afterAll(async () => {
  await host.remove();
});

const isClean = async (page: Page) =>
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

/** A finger that rests on a text; once more where the text was moved away under it. */
async function longPress(page: Page, text: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await expect(async () => {
    const box = await log(page).getByText(text).boundingBox();
    const touchPoints = [{ x: (box?.x ?? 0) + 20, y: (box?.y ?? 0) + 8 }];
    await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
    try {
      await expect(page.getByRole('dialog', { name: 'This message' })).toBeVisible({ timeout: 2000 });
    } finally {
      await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    }
  }).toPass({ timeout: 15_000 });
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`4.2 on a phone a long press brings up what can be done with a message, ${colorScheme}`, async ({
    browser,
  }) => {
    const page = await joinAs(browser, {
      url: host.url,
      nickname: `Phone ${colorScheme}`,
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
      colorScheme,
    });
    await field(page).fill('press me');
    await page.getByRole('button', { name: 'Send' }).tap();
    await expect(log(page).getByText('press me').last()).toBeVisible();
    await page.keyboard.press('Escape');
    await longPress(page, 'press me');
    const sheet = page.getByRole('dialog', { name: 'This message' });
    await page.waitForTimeout(300);
    await page.screenshot({ path: `test-results/sheet-${colorScheme}-390.png` });
    await isClean(page);
    await sheet.getByRole('button', { name: 'React with 👍' }).tap();
    await expect(log(page).getByRole('button', { name: /👍 1/ })).toBeVisible();
    await longPress(page, 'press me');
    await sheet.getByRole('button', { name: 'Delete' }).tap();
    await page.getByRole('button', { name: 'Delete', exact: true }).tap();
    await expect(log(page).getByText('press me')).toBeHidden();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await page.context().close();
  });
}

test('4.6 a click on a name opens a card; from it one mentions the person or talks to them alone', async ({
  browser,
}) => {
  const ana = await joinAs(browser, { url: host.url, nickname: 'Ana' });
  const bo = await joinAs(browser, { url: host.url, nickname: 'Bo' });
  await say(bo, 'good evening');
  await log(ana).getByRole('button', { name: 'Bo', exact: true }).click();
  const card = ana.getByRole('dialog', { name: 'Bo' });
  await expect(card).toContainText('Online, guest');
  await ana.waitForTimeout(200);
  await ana.screenshot({ path: 'test-results/card.png' });
  await isClean(ana);
  await card.getByRole('button', { name: 'Mention' }).click();
  await expect(field(ana)).toHaveValue('@Bo ');
  await expect(field(ana)).toBeFocused();
  await ana.getByRole('complementary', { name: 'People' }).getByRole('button', { name: /^Bo/ }).click();
  await card.getByRole('button', { name: 'Message' }).click();
  await expect(ana.getByRole('heading', { name: 'Bo' })).toBeVisible();
  await ana.context().close();
  await bo.context().close();
});

test('4.3 mentions out of sight are counted at the edge of the room list, and a press goes there', async ({
  browser,
}) => {
  const cy = await joinAs(browser, { url: host.url, nickname: 'Cy', viewport: { width: 1280, height: 500 } });
  using other = await WireClient.guest(host.url, 'Other');
  const { profiles } = await other.call('profile.find', { text: 'Cy', limit: 5 });
  const memberIds = profiles
    .filter((profile) => profile.displayName === 'Cy')
    .map(({ accountId }) => accountId);
  for (let number = 10; number < 30; number += 1) {
    const { room } = await other.call('chat.createRoom', {
      kind: 'channel',
      name: `room ${number}`,
      visibility: 'private',
      memberIds,
    });
    if (number < 28) continue;
    await other.call('chat.sendMessage', {
      roomId: room.roomId,
      text: 'come here @Cy',
      nonce: `mention-${number}`,
    });
  }
  const pill = cy.getByRole('button', { name: '2 mentions below' });
  await expect(pill).toBeVisible();
  await pill.click();
  await expect(cy.getByRole('button', { name: /^room 28/ })).toBeInViewport();
  await isClean(cy);
  await cy.context().close();
});

test('4.7 the switcher offers rooms, people and actions by their marks', async ({ browser }) => {
  const di = await joinAs(browser, { url: host.url, nickname: 'Di' });
  await di.keyboard.press('Control+k');
  const box = di.getByRole('combobox', { name: 'Room or person' });
  await box.fill('>create');
  await di.keyboard.press('Enter');
  await expect(di.getByRole('dialog', { name: 'Create a room' })).toBeVisible();
  await di.keyboard.press('Escape');
  await di.keyboard.press('Control+Shift+K');
  await expect(box).toHaveValue('@');
  await di.waitForTimeout(200);
  await di.screenshot({ path: 'test-results/switcher.png' });
  await isClean(di);
  await di.keyboard.press('Escape');
  await di.context().close();
});

test('4.9 new messages of the open room are announced, at most once in two seconds', async ({ browser }) => {
  const eve = await joinAs(browser, { url: host.url, nickname: 'Eve' });
  const fay = await joinAs(browser, { url: host.url, nickname: 'Fay' });
  const news = eve.getByRole('status', { name: 'Announcements' });
  await say(fay, 'first');
  await expect(news).toHaveText('Fay: first');
  for (const text of ['second', 'third', 'fourth']) await say(fay, text);
  await expect(log(eve).getByText('fourth')).toBeVisible();
  await expect(news).toHaveText('3 new messages. Fay: fourth');
  await eve.context().close();
  await fay.context().close();
});
