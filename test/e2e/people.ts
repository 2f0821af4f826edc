import { type Browser, type BrowserContextOptions, expect, type Page } from '@playwright/test';

/** A guest of the host in a browser of their own, in the room that opens first. */
export async function joinAs(
  browser: Browser,
  options: { url: string; nickname: string } & BrowserContextOptions,
): Promise<Page> {
  const { url, nickname, ...rest } = options;
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...rest });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole('textbox', { name: 'Nickname' }).fill(nickname);
  await page.getByRole('button', { name: 'Join' }).click();
  await expect(field(page)).toBeVisible();
  return page;
}

export const field = (page: Page) => page.getByRole('textbox', { name: 'Message' });
export const log = (page: Page) => page.getByRole('log', { name: 'Messages' });

export async function say(page: Page, text: string): Promise<void> {
  await field(page).fill(text);
  await field(page).press('Enter');
}
