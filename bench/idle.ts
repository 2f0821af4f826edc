/**
 * Memory of idle signed-in members above an empty host, against plain `ws` connections of the same run. Members come
 * from 127.0.0.x, a few thousand for each address. Usage: npm run bench -- idle [--members 1000,5000]
 */
import { LoadClient } from './harness/load-client.ts';
import { hearthWords, startServer } from './harness/server-process.ts';

const at = process.argv.indexOf('--members');
const sizes = (at < 0 ? '1000,5000' : (process.argv[at + 1] ?? '')).split(',').map(Number);
const perAddress = 4000;

async function kibibytesPerMember(
  words: readonly string[],
  members: number,
): Promise<{ each: number; cpuShare: number }> {
  const server = await startServer(words);
  const clients: LoadClient[] = [];
  try {
    const isHearth = words === hearthWords;
    await LoadClient.connect(server.port, 'first', { signIn: isHearth });
    const before = server.residentBytes();
    for (let member = 0; member < members; member += 50) {
      const more = Array.from({ length: Math.min(50, members - member) }, (_, index) => {
        const localAddress = `127.0.0.${2 + Math.floor((member + index) / perAddress)}`;
        return LoadClient.connect(server.port, `member ${member + index}`, {
          signIn: isHearth,
          localAddress,
        });
      });
      clients.push(...(await Promise.all(more)));
    }
    // The figure is of a host at rest: what the joining left over is given back meanwhile.
    await new Promise((resolve) => setTimeout(resolve, 20_000));
    const cpu = server.cpuMicroseconds();
    const restMs = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 5000));
    const cpuShare = (server.cpuMicroseconds() - cpu) / 1000 / (performance.now() - restMs);
    return { each: (server.residentBytes() - before) / 1024 / members, cpuShare };
  } finally {
    for (const client of clients) client.close();
    await server.stop();
  }
}

for (const members of sizes) {
  const floor = await kibibytesPerMember(['bench/floors/ws-floor.ts', 'plain'], members);
  const hearth = await kibibytesPerMember(hearthWords, members);
  console.log(
    `${members} members: ws ${floor.each.toFixed(1)} KiB each, hearth ${hearth.each.toFixed(1)} KiB each (${(hearth.each / floor.each).toFixed(2)} x), idle CPU ${(hearth.cpuShare * 100).toFixed(1)} %`,
  );
}
