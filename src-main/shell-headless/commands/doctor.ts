import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { exitCodes } from '../../kernel/hearth-error.ts';
import { lanAddresses } from '../../platform/network-addresses.ts';
import { readConfig } from '../host-options.ts';
import { say } from '../terminal.ts';

interface Finding {
  readonly isWell: boolean;
  readonly text: string;
}

/** Looks at what a host needs and says each in words, without starting one. */
export async function doctor(args: readonly string[]): Promise<number> {
  const { config, sources } = readConfig(args);
  const findings: Finding[] = [
    { isWell: true, text: `Node ${process.version}, Node-API ${process.versions.napi ?? 'unknown'}` },
    folderFinding(config.dataFolder),
    spaceFinding(config.dataFolder),
    await portFinding(config.port, config.bind),
    addressFinding(),
  ];
  for (const { isWell, text } of findings) say(`${isWell ? 'ok ' : '!! '} ${text}`);
  for (const [key, source] of sources) say(`    ${key} comes from the ${source}`);
  return findings.every((finding) => finding.isWell) ? exitCodes.done : exitCodes.failed;
}

function folderFinding(folder: string): Finding {
  const nearest = nearestFolder(folder);
  try {
    accessSync(nearest, constants.W_OK);
  } catch {
    // The refusal itself is the finding.
    return { isWell: false, text: `The data folder ${folder} cannot be written to.` };
  }
  const state = existsSync(path.join(folder, 'server.db')) ? 'holds a host' : 'is still empty';
  return { isWell: true, text: `Data folder ${folder} ${state}` };
}

function spaceFinding(folder: string): Finding {
  const { bavail, bsize } = statfsSync(nearestFolder(folder));
  const megabytes = Math.round((bavail * bsize) / 1024 / 1024);
  return { isWell: megabytes > 500, text: `${megabytes.toLocaleString('en')} MB free on its disk` };
}

function addressFinding(): Finding {
  const addresses = lanAddresses();
  const list = addresses.map(({ address, card }) => `${address} (${card})`).join(', ');
  return addresses.length === 0
    ? { isWell: false, text: 'This computer is on no network: nobody else can join.' }
    : { isWell: true, text: `Addresses: ${list}` };
}

function portFinding(port: number, bind: string | undefined): Promise<Finding> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve({ isWell: false, text: `Port ${port} is taken or not allowed.` }));
    server.listen({ port, host: bind }, () => {
      server.close(() => resolve({ isWell: true, text: `Port ${port} is free` }));
    });
  });
}

function nearestFolder(folder: string): string {
  let nearest = folder;
  while (!existsSync(nearest) && path.dirname(nearest) !== nearest) nearest = path.dirname(nearest);
  return nearest;
}
