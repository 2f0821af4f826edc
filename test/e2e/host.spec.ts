import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, expect, type Page, test } from '@playwright/test';
import { field, joinAs, log, say } from './people.ts';
import { ServedHost } from './served-host.ts';

const password = 'a long password';
let host: ServedHost;

test.beforeAll(async () => {
  host = await ServedHost.start();
  const answer = await fetch(`${host.url}/api/v1/account/claimOwner`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      ticket: host.claimCode,
      hostName: 'Cellar LAN',
      username: 'Marta Holm',
      password,
    }),
  });
  expect(answer.status).toBe(200);
});

test.afterAll(async () => {
  await host.remove();
});

async function open(
  browser: Browser,
  { url = host.url, ...options }: BrowserContextOptions & { url?: string } = {},
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

const nickname = (page: Page) => page.getByRole('textbox', { name: 'Nickname' });

async function logIn(page: Page, typed = password): Promise<void> {
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Marta Holm');
  await page.getByLabel('Password', { exact: true }).fill(typed);
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(field(page)).toBeVisible();
}

async function ownerAtHome(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const owner = await open(browser, options);
  await logIn(owner);
  await owner.goto(`${host.url}/#/host`);
  await expect(owner.getByRole('heading', { name: /Cellar LAN is/ })).toBeVisible();
  return owner;
}

async function openSettings(page: Page, tab: string): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('tab', { name: tab }).click();
}

async function expectClean(page: Page): Promise<void> {
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
}

test('first run: a host without an owner says how to claim it; the code typed by hand does, once', async ({
  browser,
}) => {
  const fresh = await ServedHost.start();
  const page = await open(browser, { url: fresh.url });
  await expect(page.getByText('This host has no owner yet.')).toBeVisible();
  await expectClean(page);
  await page.getByRole('button', { name: 'I have the code' }).click();
  await page.getByRole('button', { name: 'Set up this host' }).click();
  await expect(page.getByRole('alert')).toHaveText('Type the code as the host shows it.');
  await page.getByRole('textbox', { name: 'Code' }).fill('guessed-wrong');
  await page.getByRole('button', { name: 'Set up this host' }).click();
  await page.getByRole('textbox', { name: 'Host name' }).fill('Cellar LAN');
  await page.getByRole('textbox', { name: 'Your name' }).fill('Marta Holm');
  await expect(page.locator('.phone')).toContainText('Hosted by Marta Holm');
  await page.getByLabel('Password', { exact: true }).fill('short');
  await page.getByRole('button', { name: 'Start hosting' }).click();
  await expect(page.getByLabel('Password', { exact: true })).toHaveAccessibleDescription(/at least 8/);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Start hosting' }).click();
  await expect(page.getByRole('alert')).toContainText('This code is not the one that the host shows');
  await page.goto(`${fresh.url}/#claim=${fresh.claimCode}`);
  await page.getByRole('textbox', { name: 'Host name' }).fill('Cellar LAN');
  await page.getByRole('textbox', { name: 'Your name' }).fill('Marta Holm');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Start hosting' }).click();
  await expect(field(page)).toBeVisible();
  const late = await open(browser, { url: fresh.url });
  await late.goto(`${fresh.url}/#claim=${fresh.claimCode}`);
  await late.reload();
  await expect(late.getByText('This host has an owner already.')).toBeVisible();
  await late.context().close();
  await page.context().close();
  await fresh.remove();
});

test('the join page says whose host it is and who is here; a taken name is one click from a free one', async ({
  browser,
}) => {
  const ana = await joinAs(browser, { url: host.url, nickname: 'Ana' });
  const guest = await open(browser);
  await expect(guest.getByRole('heading', { name: 'Cellar LAN' })).toBeVisible();
  await expect(guest.getByText('Hosted by Marta Holm')).toBeVisible();
  await expect(guest.getByText('Ana is here')).toBeVisible();
  await nickname(guest).fill('ANA');
  await nickname(guest).press('Enter');
  await expect(nickname(guest)).toHaveAccessibleDescription('The name “ANA” is taken. “ANA 2” is free.');
  await expectClean(guest);
  await guest.getByRole('button', { name: 'Come in as “ANA 2”' }).click();
  await expect(field(guest)).toBeVisible();
  await expect(guest.getByText('ANA 2').first()).toBeVisible();
  await guest.context().close();
  await ana.context().close();
});

test('the keyboard alone joins, and changes a name and a look in the settings', async ({ browser }) => {
  const page = await open(browser);
  await expect(nickname(page)).toBeFocused();
  await page.keyboard.type('Kwame');
  await page.keyboard.press('Enter');
  await expect(field(page)).toBeVisible();
  const settings = page.getByRole('button', { name: 'Settings' });
  await settings.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tab', { name: 'You' })).toBeVisible();
  await page.getByRole('tab', { name: 'You' }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('tab', { name: 'Look' })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowLeft');
  await expect(page.locator('html')).toHaveAttribute('data-contrast', 'more');
  await expect(page.locator('body')).toHaveCSS('background-color', 'rgb(0, 0, 0)');
  await expectClean(page);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(settings).toBeFocused();
  await page.reload();
  await expect(page.locator('body')).toHaveCSS('background-color', 'rgb(0, 0, 0)');
  await settings.click();
  const name = page.getByRole('textbox', { name: 'Your name' });
  await name.fill('Marta Holm');
  await name.press('Enter');
  await expect(name).toHaveAccessibleDescription(/is taken/);
  await page.getByRole('button', { name: 'Use “Marta Holm 2”' }).click();
  await expect(name).toHaveValue('Marta Holm 2');
  await name.fill('Kwame Mensah');
  await name.press('Enter');
  await expect(page.getByRole('region', { name: 'Notices' })).toContainText('Others see you as Kwame Mensah');
  await page.context().close();
});

test('sessions: each device is listed and signed out from afar; a new password signs out the others', async ({
  browser,
}) => {
  const here = await open(browser);
  await logIn(here);
  const there = await open(browser, {
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
  });
  await logIn(there);
  await openSettings(here, 'Devices');
  const list = here.getByRole('dialog', { name: 'Settings' }).getByRole('listitem');
  await expect(list.filter({ hasText: 'This device' })).toContainText('127.0.0.1');
  const phone = list.filter({ hasText: 'Safari on iPhone' });
  await expect(phone).toContainText('connected now');
  await expectClean(here);
  await phone.getByRole('button', { name: 'Sign out Safari on iPhone at 127.0.0.1' }).click();
  await expect(here.getByRole('heading', { name: 'Sign out Safari on iPhone?' })).toBeVisible();
  await here.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(there.getByText('You were signed out.')).toBeVisible();
  await expect(phone).toHaveCount(0);
  await logIn(there);
  await here.getByRole('tab', { name: 'You' }).click();
  await here.getByLabel('Present password', { exact: true }).fill('not this one');
  await here.getByLabel('New password', { exact: true }).fill('another long password');
  await here.getByRole('button', { name: 'Change password' }).click();
  await expect(here.getByLabel('Present password', { exact: true })).toHaveAccessibleDescription(
    'The old password is wrong.',
  );
  await here.getByLabel('Present password', { exact: true }).fill(password);
  await here.getByRole('button', { name: 'Change password' }).click();
  await expect(there.getByText('You were signed out.')).toBeVisible();
  await logIn(there, 'another long password');
  await here.getByLabel('Present password', { exact: true }).fill('another long password');
  await here.getByLabel('New password', { exact: true }).fill(password);
  await here.getByRole('button', { name: 'Change password' }).click();
  await expect(there.getByText('You were signed out.')).toBeVisible();
  await here.bringToFront();
  await here.getByRole('tab', { name: 'Devices' }).click();
  await here.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(here.getByRole('heading', { name: /^Sign out Marta Holm on/ })).toBeVisible();
  await expect(here.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await here
    .getByRole('dialog', { name: /^Sign out Marta Holm on/ })
    .getByRole('button', { name: 'Sign out everywhere' })
    .click();
  await expect(nickname(here)).toBeVisible();
  await here.context().close();
  await there.context().close();
});

test('the owner stops and starts hosting: guests are told why, new ones wait, and all come back by themselves', async ({
  browser,
}) => {
  test.slow();
  const guest = await joinAs(browser, { url: host.url, nickname: 'Bo' });
  const reloading = await joinAs(browser, { url: host.url, nickname: 'Cy' });
  const owner = await ownerAtHome(browser);
  await expect(owner.getByRole('img', { name: 'Health: good' })).toBeVisible();
  await owner.getByRole('button', { name: 'Stop hosting' }).click();
  await expect(owner.getByRole('heading', { name: 'Stop hosting and cut off 2 people?' })).toBeVisible();
  await owner.getByRole('dialog').getByRole('button', { name: 'Stop hosting' }).click();
  await expect(owner.getByRole('heading', { name: 'Cellar LAN is stopped' })).toBeVisible();
  await expect(owner.getByRole('img', { name: 'Health: stopped' })).toBeVisible();
  const late = await open(browser);
  await expect(late.getByText('Marta Holm has stopped this host for now.')).toBeVisible();
  await expect(nickname(late)).toBeHidden();
  await expectClean(late);
  await reloading.reload();
  await expect(
    reloading.getByRole('heading', { name: 'Marta Holm has stopped hosting for now.' }),
  ).toBeVisible();
  await expectClean(reloading);
  await say(guest, 'written while it was stopped');
  await expect(guest.getByText('Marta Holm has stopped hosting for now.')).toBeVisible({ timeout: 20_000 });
  await expect(guest.getByText('1 message is waiting and goes out by itself.')).toBeVisible();
  await expectClean(guest);
  await owner.getByRole('button', { name: 'Start hosting' }).click();
  await expect(owner.getByRole('heading', { name: 'Cellar LAN is on' })).toBeVisible();
  await expect(nickname(late)).toBeVisible({ timeout: 10_000 });
  await expect(log(reloading).getByText('written while it was stopped')).toBeVisible({ timeout: 30_000 });
  for (const page of [guest, reloading, owner, late]) await page.context().close();
});

test('4.9 a lost host: quiet for two seconds, then a thin line, after ten the reason, help on demand', async ({
  browser,
}) => {
  test.slow();
  const page = await joinAs(browser, { url: host.url, nickname: 'Di' });
  await host.stop('SIGKILL');
  const killedMs = Date.now();
  const line = page.getByText('Reconnecting…');
  await expect(line).toBeVisible({ timeout: 10_000 });
  expect(Date.now() - killedMs).toBeGreaterThan(1500);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(field(page)).toBeEnabled();
  await say(page, 'sent into the dark');
  await expect(
    page.getByText('The host does not answer: it may be asleep, or have a new address.'),
  ).toBeVisible({
    timeout: 15_000,
  });
  expect(Date.now() - killedMs).toBeGreaterThan(9000);
  await page.getByRole('button', { name: 'Help me' }).click();
  await expect(page.getByRole('heading', { name: 'Getting back to the host' })).toBeVisible();
  await expectClean(page);
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Try now' }).click();
  await host.run();
  await expect(line).toBeHidden({ timeout: 20_000 });
  await expect(page.getByRole('button', { name: 'Help me' })).toBeHidden({ timeout: 20_000 });
  await expect(log(page).getByText('sent into the dark')).toHaveCount(1);
  await page.context().close();
});

test('Host home: addresses, figures, plots; somebody is signed out with the keyboard alone', async ({
  browser,
}) => {
  const guest = await joinAs(browser, { url: host.url, nickname: 'Eve' });
  await say(guest, 'one for the plot');
  const owner = await ownerAtHome(browser);
  await expect(owner.getByRole('img', { name: /QR code for http/ })).toBeVisible();
  await owner.getByRole('button', { name: 'Show the code large' }).click();
  await expect(owner.getByRole('dialog').getByRole('img', { name: /QR code/ })).toBeVisible();
  await owner.keyboard.press('Escape');
  await owner.getByRole('button', { name: 'Copy invite' }).click();
  await expect(owner.getByRole('region', { name: 'Notices' })).toContainText('is copied');
  await expect(
    owner.getByRole('img', { name: /^Messages per minute, last two hours.* highest [1-9]/ }),
  ).toBeVisible();
  await expect(owner.getByRole('img', { name: /^Connections, last two hours/ })).toBeVisible();
  await expect(owner.getByRole('region', { name: 'Storage' })).toContainText('left on the disk');
  await expect(owner.getByRole('region', { name: 'Data and backup' })).toContainText(host.folder);
  await expectClean(owner);
  const actions = owner.getByRole('button', { name: 'Actions for Eve' });
  await actions.focus();
  await owner.keyboard.press('Enter');
  await expect(owner.getByRole('menuitem', { name: 'Sign out this session' })).toBeFocused();
  await owner.keyboard.press('Enter');
  await expect(owner.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await owner.keyboard.press('Tab');
  await owner.keyboard.press('Enter');
  await expect(guest.getByText('You were signed out.')).toBeVisible();
  await expect(nickname(guest)).toHaveValue('Eve');
  await guest.getByRole('button', { name: 'Join' }).click();
  await expect(log(guest).getByText('one for the plot')).toBeVisible();
  await expect(guest.getByRole('button', { name: 'Come in as' })).toHaveCount(0);
  await guest.close();
  await expect(actions).toHaveCount(0);
  await owner.getByRole('button', { name: 'Rename this host' }).click();
  const name = owner.getByRole('textbox', { name: 'Host name' });
  await name.fill('Attic LAN');
  await name.press('Enter');
  await expect(owner.getByRole('heading', { name: 'Attic LAN is on' })).toBeVisible();
  await owner.getByRole('button', { name: 'Rename this host' }).click();
  await name.fill('Cellar LAN');
  await name.press('Enter');
  await expect(owner.getByRole('heading', { name: 'Cellar LAN is on' })).toBeVisible();
  await guest.context().close();
  await owner.context().close();
});

test('phone: three panes, one at a time, and a way back from each', async ({ browser }) => {
  const page = await joinAs(browser, {
    url: host.url,
    nickname: 'Fay',
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  const rooms = page.getByRole('navigation', { name: 'Rooms' });
  const people = page.getByRole('complementary', { name: 'People' });
  await expect(rooms).toBeHidden();
  await page.getByRole('button', { name: 'Rooms', exact: true }).tap();
  await expect(rooms).toBeVisible();
  await expect(field(page)).toBeHidden();
  await rooms.getByRole('button', { name: /general/ }).tap();
  await expect(field(page)).toBeVisible();
  await page.getByRole('button', { name: 'People', exact: true }).tap();
  await expect(people).toBeVisible();
  await expect(field(page)).toBeHidden();
  await expectClean(page);
  await people.getByRole('button', { name: 'Back' }).tap();
  await expect(field(page)).toBeVisible();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  await page.context().close();
});

for (const look of [
  { name: 'light', colorScheme: 'light' },
  { name: 'dark', colorScheme: 'dark' },
  { name: 'light with more contrast', colorScheme: 'light', contrast: 'more' },
  { name: 'dark with more contrast', colorScheme: 'dark', contrast: 'more' },
] as const) {
  test(`axe finds nothing on any of these screens: ${look.name}`, async ({ browser }) => {
    test.slow();
    const options = {
      colorScheme: look.colorScheme,
      ...('contrast' in look ? { contrast: look.contrast } : {}),
    };
    const page = await open(browser, options);
    await expect(page.getByText('Hosted by Marta Holm')).toBeVisible();
    await expectClean(page);
    await page.getByRole('button', { name: 'Create an account' }).click();
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    await expectClean(page);
    await logIn(page);
    for (const tab of ['You', 'Look', 'Writing', 'Devices']) {
      await openSettings(page, tab);
      await expectClean(page);
      await page.keyboard.press('Escape');
    }
    for (const viewport of [
      { width: 1280, height: 800 },
      { width: 390, height: 844 },
    ]) {
      await page.setViewportSize(viewport);
      await page.goto(`${host.url}/#/host`);
      await expect(page.getByRole('heading', { name: 'Cellar LAN is on' })).toBeVisible();
      await expectClean(page);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
    }
    await page.context().close();
  });
}

test('a browser that is too old gets one sentence and nothing else', async ({ browser }) => {
  const context = await browser.newContext();
  await context.addInitScript(() => {
    Reflect.deleteProperty(Array.prototype, 'toSorted');
  });
  const page = await context.newPage();
  await page.goto(host.url);
  await expect(page.getByRole('alert')).toHaveText(/^This browser is too old for Hearth\. Update it/);
  await expect(page.locator('#app > *')).toHaveCount(1);
  await expectClean(page);
  await context.close();
});

test('a clock an hour behind: one sentence says so, joining, sending and coming back work', async ({
  browser,
}) => {
  const context = await browser.newContext();
  await context.addInitScript(() => {
    const real = Date.now.bind(Date);
    const shifted = () => real() - 3_600_000;
    globalThis.Date = new Proxy(Date, {
      construct: (target, values: []) =>
        values.length === 0 ? new target(shifted()) : new target(...values),
      get: (target, key) => (key === 'now' ? shifted : Reflect.get(target, key)),
    });
  });
  const page = await context.newPage();
  await page.goto(host.url);
  const words = page.getByText('This device’s clock is 1 hour behind the host’s.');
  await expect(words).toBeVisible();
  await nickname(page).fill('Gus');
  await page.getByRole('button', { name: 'Join' }).click();
  await expect(words).toBeVisible();
  await page.getByRole('button', { name: 'Dismiss' }).first().click();
  await expect(words).toBeHidden();
  await say(page, 'from an hour ago');
  await expect(log(page).getByText('from an hour ago')).toBeVisible();
  await page.reload();
  await expect(log(page).getByText('from an hour ago')).toBeVisible();
  await context.close();
});

test('nothing that the page does breaks its own content policy', async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const broken: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted/.test(message.text())) broken.push(message.text());
  });
  await page.goto(host.url);
  await logIn(page);
  await openSettings(page, 'Look');
  await page.keyboard.press('Escape');
  await page.goto(`${host.url}/#/host`);
  await page.getByRole('button', { name: 'Actions for Marta Holm' }).first().click();
  await expect(page.getByRole('menuitem').first()).toBeVisible();
  expect(broken).toEqual([]);
  await context.close();
});
