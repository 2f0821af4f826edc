import { type Browser, chromium, type Page } from 'playwright-core';
import type { Message } from '../../src-shared/protocol/chat/entities.ts';
import { chromiumPath } from '../../test/harness/chromium.ts';
import type { Watcher } from '../../test/harness/replay-day.ts';

const waitMs = 30_000;
/** Paging back through a whole day takes one request for each fifty messages. */
const pagingMs = 90_000;

interface Shown {
  readonly seq: number;
  readonly text: string;
}

/** Real browsers that sit in the room and show it. */
export class ReplayBrowsers implements AsyncDisposable {
  #browser: Browser | undefined;

  async start(url: string, names: readonly string[]): Promise<Watcher[]> {
    this.#browser = await chromium.launch({
      executablePath: await chromiumPath(),
      args: ['--no-sandbox', '--disable-background-networking'],
    });
    const watchers: Watcher[] = [];
    for (const name of names) {
      const context = await this.#browser.newContext({
        viewport: { width: 1280, height: 800 },
        locale: 'en-GB',
      });
      const page = await context.newPage();
      page.setDefaultTimeout(waitMs);
      await page.goto(url);
      await page.getByRole('textbox', { name: 'Nickname' }).fill(name);
      await page.getByRole('button', { name: 'Join' }).click();
      await page.getByRole('button', { name: 'Add a room' }).click();
      await page.getByRole('menuitem', { name: 'Browse rooms' }).click();
      const room = page.getByRole('listitem').filter({ hasText: 'ubuntu' });
      await room.getByRole('button', { name: 'Join' }).click();
      await page.getByRole('heading', { name: 'ubuntu' }).waitFor();
      watchers.push({ compare: (messages) => compare(page, { name, messages }) });
    }
    return watchers;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser?.close();
  }
}

/** First what stands on the screen without doing anything, then everything on the way up to the first message. */
async function compare(page: Page, about: { name: string; messages: readonly Message[] }): Promise<string[]> {
  const { name, messages } = about;
  const last = messages.at(-1)?.seq ?? 0;
  try {
    await page.locator(`[data-seq="${last}"]`).waitFor({ state: 'attached', timeout: waitMs });
  } catch {
    return [`${name}’s browser does not show the last message`];
  }
  const atRest = await shown(page);
  const problems = differences(atRest, { name, expected: messages.slice(-atRest.length) });
  const all = new Map(atRest.map((row) => [row.seq, row]));
  const startedMs = performance.now();
  while (!all.has(messages[0]?.seq ?? 0) && performance.now() - startedMs < pagingMs) {
    for (const row of await scrollUp(page)) all.set(row.seq, row);
  }
  const sorted = [...all.values()].toSorted((a, b) => a.seq - b.seq);
  return [...problems, ...differences(sorted, { name: `${name}, paging back`, expected: messages })];
}

function differences(
  rows: readonly Shown[],
  { name, expected }: { name: string; expected: readonly Message[] },
): string[] {
  if (rows.length !== expected.length) {
    return [`${name}: the browser shows ${rows.length} messages of ${expected.length}`];
  }
  const place = rows.findIndex(({ seq, text }, index) => {
    const message = expected[index];
    // Markdown may hide characters of the text, never the number at its end.
    const mark = / (⟨\d+⟩)$/.exec(message?.text ?? '')?.[1] ?? '';
    return seq !== message?.seq || mark === '' || !text.includes(mark);
  });
  return place < 0 ? [] : [`${name}: the browser shows another message at place ${place}`];
}

function shown(page: Page): Promise<Shown[]> {
  return page
    .getByRole('log', { name: 'Messages' })
    .locator('[data-seq]')
    .evaluateAll((rows) =>
      rows.map((row) => ({ seq: Number(row.getAttribute('data-seq')), text: row.textContent ?? '' })),
    );
}

/** Half a screen upwards, so that no row can slip by; what stands there two frames later. */
async function scrollUp(page: Page): Promise<Shown[]> {
  await page
    .locator('[data-seq]')
    .first()
    .evaluate(async (row) => {
      let place: Element | null = row;
      while (place && !/auto|scroll/.test(getComputedStyle(place).overflowY)) place = place.parentElement;
      place?.scrollBy({ top: -place.clientHeight / 2, behavior: 'instant' });
      for (let frame = 0; frame < 2; frame += 1)
        await new Promise((resolve) => requestAnimationFrame(resolve));
    });
  return shown(page);
}
