import { expect, test } from '@playwright/test';
import { field, joinAs, log, say } from './people.ts';
import { ServedHost } from './served-host.ts';

let host: ServedHost;

test.beforeAll(async () => {
  host = await ServedHost.start();
});

test.afterAll(async () => {
  await host.remove();
});

test('4.4 an edit leaves an unsent draft and its reply target where they were; both survive a reload', async ({
  browser,
}) => {
  const ana = await joinAs(browser, { url: host.url, nickname: 'Ana' });
  await say(ana, 'first words');
  await say(ana, 'second words');
  const first = log(ana).getByRole('article', { name: /first words/ });
  await first.hover();
  await first.getByRole('button', { name: 'Reply' }).click();
  await field(ana).fill('half an answer');
  const second = log(ana).getByRole('article', { name: /second words/ });
  await second.hover();
  await second.getByRole('button', { name: 'More' }).click();
  await ana.getByRole('menuitem', { name: 'Edit' }).click();
  await expect(field(ana)).toHaveValue('second words');
  await field(ana).press('Escape');
  await expect(field(ana)).toHaveValue('half an answer');
  await expect(ana.getByText('Replying to Ana: first words')).toBeVisible();
  await ana.reload();
  await expect(field(ana)).toHaveValue('half an answer');
  await expect(ana.getByText('Replying to Ana: first words')).toBeVisible();
  await field(ana).press('Enter');
  await expect(log(ana).locator('.reply', { hasText: 'first words' })).toBeVisible();
  await ana.context().close();
});

test('4.4 lists of people, rooms and emoji open at the caret and are walked with the keys', async ({
  browser,
}) => {
  const bo = await joinAs(browser, { url: host.url, nickname: 'Bo' });
  const cy = await joinAs(browser, { url: host.url, nickname: 'Cyril' });
  const list = bo.getByRole('listbox');
  await field(bo).pressSequentially('hi @cy');
  await expect(list.getByRole('option', { name: 'Cyril' })).toHaveAttribute('aria-selected', 'true');
  await expect(field(bo)).toHaveAttribute('aria-activedescendant', 'suggestion-0');
  await field(bo).press('Tab');
  await expect(field(bo)).toHaveValue('hi @Cyril ');
  await field(bo).pressSequentially('in #gen');
  await field(bo).press('Enter');
  await expect(field(bo)).toHaveValue('hi @Cyril in #general ');
  await field(bo).pressSequentially(':tad');
  await expect(list.getByRole('option', { name: ':tada:' })).toBeVisible();
  await field(bo).press('Enter');
  await expect(field(bo)).toHaveValue('hi @Cyril in #general 🎉 ');
  await field(bo).pressSequentially('@cy');
  await expect(list).toBeVisible();
  await field(bo).press('Escape');
  await expect(list).toBeHidden();
  await field(bo).pressSequentially('r');
  await expect(list).toBeHidden();
  await field(bo).press('Enter');
  await expect(log(cy).locator('.at', { hasText: '@Cyril' })).toBeVisible();
  await expect(log(cy).getByRole('link', { name: '#general' })).toBeVisible();
  await bo.context().close();
  await cy.context().close();
});

test('4.4 Enter sends, Shift+Enter and an open code fence make a line; code gets its colours', async ({
  browser,
}) => {
  const di = await joinAs(browser, { url: host.url, nickname: 'Di' });
  await field(di).pressSequentially('one');
  await field(di).press('Shift+Enter');
  await field(di).pressSequentially('```ts');
  await field(di).press('Enter');
  await field(di).pressSequentially('const a = 1;');
  await field(di).press('Enter');
  await field(di).pressSequentially('```');
  await expect(field(di)).toHaveValue('one\n```ts\nconst a = 1;\n```');
  await field(di).press('Enter');
  await expect(field(di)).toHaveValue('');
  await expect(log(di).locator('pre .tok-k', { hasText: 'const' })).toBeVisible();
  await field(di).pressSequentially('bold');
  await field(di).press('Control+a');
  await field(di).press('Control+b');
  await expect(field(di)).toHaveValue('**bold**');
  await field(di).press('Control+z');
  await expect(field(di)).toHaveValue('bold');
  await di.context().close();
});
