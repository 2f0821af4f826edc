/**
 * Fan-out: one room, N members, ~200-byte messages. Closed loop: 20 senders with 4 unanswered each. Paced: about
 * 10,000 deliveries a second. Prints server CPU for each delivered message, deliveries a second, answer times, and
 * ratios against floors of the same run, and against ngircd where it is installed (it keeps nothing).
 * Usage: npm run bench -- fanout [--members 50,200,1000] [--seconds 4] [--rounds 3]
 */
import { LoadClient, type LoadMember } from './harness/load-client.ts';
import { hasNgircd, IrcMember, startNgircd } from './harness/ngircd.ts';
import { hearthWords, median, type ServerProcess, startServer } from './harness/server-process.ts';

const flag = (name: string, fallback: string) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
};
const sizes = flag('--members', '50,200,1000').split(',').map(Number);
const seconds = Number(flag('--seconds', '4'));
const rounds = Number(flag('--rounds', '3'));
const senders = 20;
const unanswered = 4;
const pacedDeliveries = 10_000;
const text = 'x'.repeat(120);
const ngircd = 'ngircd (reference)';

const servers = {
  'ws plain': ['bench/floors/ws-floor.ts', 'plain'],
  'ws batch': ['bench/floors/ws-floor.ts', 'batch'],
  'ws batch + durable': ['bench/floors/ws-floor.ts', 'durable', 'FOLDER'],
  hearth: hearthWords,
  ...(hasNgircd() ? { [ngircd]: ['ngircd'] } : {}),
} as const;

interface Figures {
  readonly microsecondsPerDelivery: number;
  readonly deliveriesPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

async function measure(
  server: ServerProcess,
  clients: readonly LoadMember[],
  pace: 'closed' | 'paced',
): Promise<Figures> {
  const times: number[] = [];
  let isOver = false;
  let number = 0;
  const roomId = clients[0]?.roomId ?? '';
  async function send(client: LoadMember): Promise<void> {
    const startedMs = performance.now();
    number += 1;
    const nonce = `${process.pid}-${startedMs}-${number}`;
    const answer = await client.ask('chat.sendMessage', { roomId, text: `${number} ${text}`, nonce });
    if (!answer.includes('"ok":true')) throw new Error(answer);
    times.push(performance.now() - startedMs);
  }
  async function loop(client: LoadMember): Promise<void> {
    while (!isOver) await send(client);
  }
  const delivered = () => clients.reduce((sum, client) => sum + client.delivered, 0);
  const before = { cpu: server.cpuMicroseconds(), delivered: delivered(), ms: performance.now() };
  const work: Promise<void>[] = [];
  let timer: NodeJS.Timeout | undefined;
  if (pace === 'closed') {
    for (const client of clients.slice(0, senders))
      for (let lane = 0; lane < unanswered; lane += 1) work.push(loop(client));
  } else {
    const everyMs = (clients.length / pacedDeliveries) * 1000;
    let dueMs = performance.now();
    timer = setInterval(() => {
      for (; dueMs < performance.now(); dueMs += everyMs) {
        const client = clients[number % senders];
        if (client) work.push(send(client));
      }
    }, 1);
  }
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const after = { cpu: server.cpuMicroseconds(), delivered: delivered(), ms: performance.now() };
  isOver = true;
  clearInterval(timer);
  await Promise.race([Promise.all(work), new Promise((resolve) => setTimeout(resolve, 3000))]);
  const sorted = times.toSorted((a, b) => a - b);
  const count = after.delivered - before.delivered;
  return {
    microsecondsPerDelivery: (after.cpu - before.cpu) / count,
    deliveriesPerSecond: (count / (after.ms - before.ms)) * 1000,
    p50Ms: sorted[Math.floor(sorted.length * 0.5)] ?? 0,
    p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
  };
}

async function run(words: readonly string[], members: number, pace: 'closed' | 'paced'): Promise<Figures> {
  const isIrc = words[0] === 'ngircd';
  const server = await (isIrc ? startNgircd() : startServer(words));
  const clients: LoadMember[] = [];
  try {
    const signIn = words === hearthWords;
    for (let member = 0; member < members; member += 1) {
      const name = `member${member}`;
      clients.push(
        await (isIrc
          ? IrcMember.connect(server.port, name)
          : LoadClient.connect(server.port, name, { signIn })),
      );
    }
    return await measure(server, clients, pace);
  } finally {
    for (const client of clients) client.close();
    await server.stop();
  }
}

for (const pace of ['closed', 'paced'] as const) {
  for (const members of sizes) {
    const found = new Map<string, Figures[]>();
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, words] of Object.entries(servers)) {
        const figures = await run(words, members, pace);
        found.set(name, [...(found.get(name) ?? []), figures]);
      }
    }
    console.log(`\n${pace === 'closed' ? 'closed loop' : 'paced'}, N=${members}, median of ${rounds}`);
    const cost = (name: string) =>
      median((found.get(name) ?? []).map((figures) => figures.microsecondsPerDelivery));
    for (const [name, list] of found) {
      const of = (key: keyof Figures) => median(list.map((figures) => figures[key]));
      console.log(
        `  ${name.padEnd(20)} ${of('microsecondsPerDelivery').toFixed(3)} µs/delivered  ${Math.round(of('deliveriesPerSecond')).toLocaleString('en')}/s  p50 ${of('p50Ms').toFixed(1)} ms  p99 ${of('p99Ms').toFixed(1)} ms`,
      );
    }
    console.log(
      `  hearth / durable floor ${(cost('hearth') / cost('ws batch + durable')).toFixed(2)} x, hearth / plain ws ${(cost('hearth') / cost('ws plain')).toFixed(2)} x${
        found.has(ngircd) ? `, hearth / ngircd ${(cost('hearth') / cost(ngircd)).toFixed(2)} x` : ''
      }`,
    );
  }
}
