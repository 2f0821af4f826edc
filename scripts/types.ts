/** Checks the types of every environment, each with only its own libraries. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

const projects = ['shared', 'host', 'electron', 'preload', 'renderer', 'test'];

function typecheck(project: string): Promise<{ project: string; code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [
      'node_modules/typescript/bin/tsc',
      '-p',
      `tsconfig/${project}.json`,
      '--pretty',
      'false',
    ]);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('close', (code) => resolve({ project, code, output }));
  });
}

let failed = false;
for (const project of projects) {
  if (!existsSync(`tsconfig/${project}.json`)) continue;
  const result = await typecheck(project);
  if (result.code === 0 || result.output.includes('TS18003')) continue;
  failed = true;
  console.error(`types: project ${project}\n${result.output}`);
}
process.exitCode = failed ? 1 : 0;
