import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';

const skippedList = 'test-results/skipped-e2e.txt';

/** Closes with the line that every runner here closes with, and lists what was skipped and why. */
// oxlint-disable-next-line import/no-default-export -- Playwright takes reporters as default exports only
export default class CountingReporter implements Reporter {
  readonly #counts = { passed: 0, failed: 0, skipped: 0 };

  onBegin(): void {
    mkdirSync('test-results', { recursive: true });
    rmSync(skippedList, { force: true });
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status === 'passed') this.#counts.passed += 1;
    else if (result.status === 'skipped') {
      this.#counts.skipped += 1;
      const reason =
        test.annotations.find((annotation) => annotation.type === 'skip')?.description ?? 'no reason given';
      appendFileSync(skippedList, `${test.title} :: ${reason}\n`);
    } else this.#counts.failed += 1;
  }

  onEnd(): void {
    const { passed, failed, skipped } = this.#counts;
    process.stdout.write(`\n${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  }
}
