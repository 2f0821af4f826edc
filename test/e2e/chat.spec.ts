import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { ServedHost } from './served-host.ts';

let host: ServedHost;

test.beforeAll(async () => {
  host = await ServedHost.start();
});

test.afterAll(async () => {
  await host.remove();
});

async function joinAs(browser: Browser, nickname: string, options: { width?: number } = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: options.width ?? 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(host.url);
  await page.getByRole('textbox', { name: 'Nickname' }).fill(nickname);
  await page.getByRole('button', { name: 'Join' }).click();
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible();
  return page;
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.keyboard.press('Enter');
}

const log = (page: Page) => page.getByRole('log', { name: 'Messages' });

test('first run: three fields make the owner, who sees the host panel', async ({ page }) => {
  await page.goto(`${host.url}/#claim=${host.claimCode}`);
  const start = page.getByRole('button', { name: 'Start hosting' });
  await start.click();
  const hostName = page.getByRole('textbox', { name: 'Host name' });
  await expect(hostName).toHaveAccessibleDescription('Give the host a name.');
  await expect(page.getByLabel('Password', { exact: true })).toHaveAttribute('aria-invalid', 'false');
  await hostName.fill('Cellar LAN');
  await start.click();
  await expect(page.getByRole('textbox', { name: 'Your name' })).toHaveAccessibleDescription(
    'Say who you are.',
  );
  await page.getByRole('textbox', { name: 'Your name' }).fill('Marta Holm');
  await page.getByLabel('Password', { exact: true }).fill('a long password');
  const axe = await new AxeBuilder({ page }).analyze();
  expect(axe.violations).toEqual([]);
  await start.click();
  await expect(page.getByRole('navigation', { name: 'Rooms' })).toBeVisible();
  await expect(page.getByText('Cellar LAN')).toBeVisible();
  await page.getByRole('button', { name: 'Host home' }).click();
  await expect(page.getByRole('heading', { name: 'Cellar LAN is on' })).toBeVisible();
  await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible();
  await expect(page.getByRole('rowheader', { name: 'Marta Holm' })).toBeVisible();
  await page.screenshot({ path: 'test-results/host.png' });
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});

test('the owner is asked before a session is signed out, and then it is', async ({ browser }) => {
  const guest = await joinAs(browser, 'Zoe');
  const context = await browser.newContext();
  const owner = await context.newPage();
  await owner.goto(host.url);
  await owner.getByRole('button', { name: 'Log in' }).click();
  await owner.getByRole('textbox', { name: 'Name' }).fill('Marta Holm');
  await owner.getByLabel('Password', { exact: true }).fill('a long password');
  await owner.getByRole('button', { name: 'Log in' }).click();
  await owner.getByRole('button', { name: 'Host home' }).click();
  await owner.getByRole('button', { name: 'Actions for Zoe' }).click();
  await owner.getByRole('menuitem', { name: 'Sign out this session' }).click();
  await expect(owner.getByRole('heading', { name: 'Sign Zoe out on 1 device?' })).toBeVisible();
  await expect(owner.getByRole('button', { name: 'Cancel' })).toBeFocused();
  expect((await new AxeBuilder({ page: owner }).analyze()).violations).toEqual([]);
  await expect(guest.getByRole('textbox', { name: 'Message' })).toBeVisible();
  await owner.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(guest.getByRole('textbox', { name: 'Nickname' })).toBeVisible();
  await guest.context().close();
  await context.close();
});

test('two browsers talk: messages, reply, reaction, edit and delete reach the other', async ({ browser }) => {
  const ana = await joinAs(browser, 'Ana');
  const bo = await joinAs(browser, 'Bo');
  await say(ana, 'Hello **everybody**');
  await expect(log(bo).locator('strong', { hasText: 'everybody' })).toBeVisible();
  const first = log(bo).getByRole('article', { name: /Hello/ });
  await first.hover();
  await first.getByRole('button', { name: 'React with 😂' }).click();
  await expect(log(ana).getByRole('button', { name: /😂 1: Bo/ })).toBeVisible();
  await first.hover();
  await first.getByRole('button', { name: 'Reply' }).click();
  await say(bo, 'Hi @Ana');
  await expect(log(ana).locator('.reply', { hasText: 'Hello' })).toBeVisible();
  await expect(log(ana).locator('.at', { hasText: '@Ana' })).toBeVisible();
  await ana.getByRole('textbox', { name: 'Message' }).press('ArrowUp');
  await expect(ana.getByText('Editing:')).toBeVisible();
  await say(ana, 'Hello **all**');
  await expect(log(bo).getByText('(edited)')).toBeVisible();
  const mine = log(ana).getByRole('article', { name: /Hello \*\*all/ });
  await mine.hover();
  await mine.getByRole('button', { name: 'More' }).click();
  await ana.getByRole('menuitem', { name: 'Delete' }).click();
  await ana.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(log(bo).getByRole('article').getByText('Message deleted').first()).toBeVisible();
  await ana.context().close();
  await bo.context().close();
});

test('a draft survives a reload; what is typed while the host is away is sent once, in order', async ({
  browser,
}) => {
  const cy = await joinAs(browser, 'Cy');
  const di = await joinAs(browser, 'Di');
  await cy.getByRole('textbox', { name: 'Message' }).fill('half a thought');
  await cy.reload();
  await expect(cy.getByRole('textbox', { name: 'Message' })).toHaveValue('half a thought');
  await cy.getByRole('textbox', { name: 'Message' }).fill('');
  await host.stop('SIGKILL');
  for (const text of ['first offline', 'second offline', 'third offline']) await say(cy, text);
  await expect(cy.getByText('Reconnecting…')).toBeVisible({ timeout: 10_000 });
  await host.run();
  await expect(log(di).getByText('third offline')).toBeVisible({ timeout: 30_000 });
  const texts = await log(di).locator('.tx', { hasText: 'offline' }).allInnerTexts();
  expect(texts).toEqual(['first offline', 'second offline', 'third offline']);
  await cy.context().close();
  await di.context().close();
});

test('rooms: create, browse, join, and jump with the keyboard alone', async ({ browser }) => {
  const eve = await joinAs(browser, 'Eve');
  const fay = await joinAs(browser, 'Fay');
  await eve.getByRole('button', { name: 'Add a room' }).click();
  await eve.getByRole('menuitem', { name: 'Create a room' }).click();
  await eve.getByRole('textbox', { name: 'Name' }).fill('snack-run');
  await eve.getByRole('button', { name: 'Create room' }).click();
  await expect(eve.getByRole('heading', { name: 'snack-run' })).toBeVisible();
  await fay.getByRole('button', { name: 'Add a room' }).click();
  await fay.getByRole('menuitem', { name: 'Browse rooms' }).click();
  await fay
    .getByRole('listitem')
    .filter({ hasText: 'snack-run' })
    .getByRole('button', { name: 'Join' })
    .click();
  await expect(fay.getByRole('heading', { name: 'snack-run' })).toBeVisible();
  await fay.keyboard.press('Control+k');
  await fay.keyboard.type('gen');
  await fay.keyboard.press('Enter');
  await expect(fay.getByRole('heading', { name: 'general' })).toBeVisible();
  await say(eve, 'pizza or soup, @Fay?');
  const row = fay.getByRole('navigation', { name: 'Rooms' }).getByRole('button', { name: /snack-run/ });
  await expect(row.getByText('for you')).toBeAttached();
  await fay.keyboard.press('Alt+ArrowDown');
  await expect(log(fay).getByText('pizza or soup')).toBeVisible();
  await expect(log(fay).getByText('New', { exact: true })).toBeVisible();
  await eve.context().close();
  await fay.context().close();
});

for (const theme of ['light', 'dark'] as const) {
  for (const width of [1280, 390]) {
    test(`axe finds nothing on the join page and in the chat, ${theme}, ${width} wide`, async ({
      browser,
    }) => {
      const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme: theme });
      const page = await context.newPage();
      await page.goto(host.url);
      await expect(page.getByRole('textbox', { name: 'Nickname' })).toBeVisible();
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
      await page.screenshot({ path: `test-results/join-${theme}-${width}.png` });
      await page.getByRole('textbox', { name: 'Nickname' }).fill(`Gus ${theme} ${width}`);
      await page.getByRole('button', { name: 'Join' }).click();
      await say(page, 'A `code` word and https://example.com');
      await expect(log(page).locator('code').first()).toBeVisible();
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
      await page.screenshot({ path: `test-results/chat-${theme}-${width}.png` });
      await context.close();
    });
  }
}

test('a wrong name and a taken one are answered in words', async ({ page }) => {
  await page.goto(host.url);
  const field = page.getByRole('textbox', { name: 'Nickname' });
  await page.getByRole('button', { name: 'Join' }).click();
  await expect(page.getByRole('alert')).toHaveText('Type a name first.');
  await field.fill('Marta Holm');
  await page.getByRole('button', { name: 'Join' }).click();
  await expect(page.getByRole('alert')).toContainText('is taken');
});
