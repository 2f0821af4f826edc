import { readFileSync, writeFileSync } from 'node:fs';

/** Resident memory of a process now (Linux). */
export function residentBytes(pid: number): number {
  return statusBytes(pid, 'VmRSS');
}

/** The part of it that the system can take back at any time: program text and pages of mapped files. */
export function filePageBytes(pid: number): number {
  return statusBytes(pid, 'RssFile');
}

function statusBytes(pid: number, name: 'VmRSS' | 'RssFile'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kibibytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  if (kibibytes === undefined) throw new Error(`process ${pid} tells no ${name}`);
  return Number(kibibytes) * 1024;
}

/** Resident memory once it has come to rest: the median of ten looks, half a second apart. */
export async function settledBytes(pid: number): Promise<number> {
  const looks: number[] = [];
  for (let look = 0; look < 10; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    looks.push(residentBytes(pid));
  }
  return median(looks);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
  return (upper + lower) / 2;
}

export const mebibytes = (bytes: number) => Math.round((bytes / 1024 / 1024) * 10) / 10;

export type Row = Readonly<Record<string, string | number>>;

/** Figures for people as a table, for programs as a file of JSON when `file` is given. */
export function report(title: string, rows: readonly Row[], file: string | undefined): void {
  console.log(`\n${title}`);
  console.table(rows);
  if (file !== undefined) writeFileSync(file, `${JSON.stringify({ title, rows }, undefined, 2)}\n`);
}
