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

interface Figures {
  readonly perSecond: number;
  /** Of the server, all threads. */
  readonly microsecondsPerSend: number;
}

async function measure(words: readonly string[]): Promise<Figures> {
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
    const cpu = server.cpuMicroseconds();
    for (const [index, client] of clients.entries()) {
      for (let lane = 0; lane < unanswered; lane += 1) void loop(client, `${index}-${lane}`);
    }
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    isOver = true;
    return {
      perSecond: answered / ((performance.now() - startedMs) / 1000),
      microsecondsPerSend: (server.cpuMicroseconds() - cpu) / answered,
    };
  } finally {
    for (const client of clients) client.close();
    await server.stop();
  }
}

const floor: Figures[] = [];
const hearth: Figures[] = [];
for (let round = 0; round < rounds; round += 1) {
  floor.push(await measure(['bench/floors/ws-floor.ts', 'quiet', 'FOLDER']));
  hearth.push(await measure(hearthWords));
}
const of = (list: readonly Figures[], key: keyof Figures) => median(list.map((figures) => figures[key]));
for (const [name, list] of Object.entries({ 'bare group commit': floor, hearth })) {
  const rate = Math.round(of(list, 'perSecond')).toLocaleString('en');
  console.log(
    `${name.padEnd(18)} ${rate} sends/s, ${of(list, 'microsecondsPerSend').toFixed(1)} µs of CPU for each`,
  );
}
console.log(`ratio ${(of(hearth, 'perSecond') / of(floor, 'perSecond')).toFixed(2)} x`);
