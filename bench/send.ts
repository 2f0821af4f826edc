/**
 * Durable acknowledged sends with nobody listening but the senders' own room of one: 20 senders with 10 unanswered
 * each, against bare group commit behind plain `ws` in the same run. Usage: npm run bench -- send [--seconds 4]
 */
import { LoadClient } from './harness/load-client.ts';
import { hearthWords, median, startServer } from './harness/server-process.ts';

const at = process.argv.indexOf('--seconds');
const seconds = at < 0 ? 4 : Number(process.argv[at + 1]);
const rounds = 3;
const senders = 20;
const unanswered = 10;

async function sendsPerSecond(words: readonly string[]): Promise<number> {
  const server = await startServer(words);
  const isHearth = words === hearthWords;
  const clients: LoadClient[] = [];
  try {
    for (let index = 0; index < senders; index += 1) {
      const client = await LoadClient.connect(server.port, `sender ${index}`, { signIn: isHearth });
      if (isHearth) {
        const room = await client.ask('chat.createRoom', { kind: 'group', visibility: 'private' });
        client.roomId = /"roomId":"([^"]+)"/.exec(room)?.[1] ?? '';
      }
      clients.push(client);
    }
    let isOver = false;
    let answered = 0;
    async function loop(client: LoadClient, lane: string): Promise<void> {
      for (let number = 0; !isOver; number += 1) {
        await client.ask('chat.sendMessage', {
          roomId: client.roomId,
          text: 'x'.repeat(120),
          nonce: `${lane}-${number}`,
        });
        answered += 1;
      }
    }
    const startedMs = performance.now();
    for (const [index, client] of clients.entries()) {
      for (let lane = 0; lane < unanswered; lane += 1) void loop(client, `${index}-${lane}`);
    }
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    isOver = true;
    return answered / ((performance.now() - startedMs) / 1000);
  } finally {
    for (const client of clients) client.close();
    await server.stop();
  }
}

const floor: number[] = [];
const hearth: number[] = [];
for (let round = 0; round < rounds; round += 1) {
  floor.push(await sendsPerSecond(['bench/floors/ws-floor.ts', 'quiet', 'FOLDER']));
  hearth.push(await sendsPerSecond(hearthWords));
}
console.log(`bare group commit  ${Math.round(median(floor)).toLocaleString('en')} sends/s`);
console.log(`hearth             ${Math.round(median(hearth)).toLocaleString('en')} sends/s`);
console.log(`ratio ${(median(hearth) / median(floor)).toFixed(2)} x`);
