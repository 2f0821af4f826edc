import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { must } from '../../src-shared/base/assert.ts';
import { RawSocket, RawWebSocket, helloOf } from '../harness/raw-socket.ts';
import { startTestGateway, type TestGateway } from '../harness/test-gateway.ts';

const addresses = Array.from({ length: 50 }, (_, at) => `127.0.0.${at + 10}`);
const memberAddress = '127.0.0.200';

function closeAll(clients: readonly RawSocket[]): void {
  for (const client of clients) client[Symbol.dispose]();
}

/** Silent sockets from each address, as many as it likes, and how many of them the host let be. */
async function flood(host: TestGateway, eachAddress: number): Promise<RawSocket[]> {
  const clients: RawSocket[] = [];
  for (let round = 0; round < eachAddress; round += 1) {
    const wave = addresses.map((address) => new RawSocket(host.port, address));
    clients.push(...wave);
    await Promise.all(wave.map((client) => client.connected()));
  }
  return clients;
}

describe('connection floods', () => {
  test('S4 one address holds at most 32 sockets that nobody has signed in on', async () => {
    await using strict = await startTestGateway({ limitProfile: 'normal' });
    const clients = Array.from({ length: 40 }, () => new RawSocket(strict.port));
    await Promise.all(clients.slice(32).map((client) => client.until()));
    assert.equal(clients.slice(0, 32).filter((client) => client.isClosed).length, 0);
    for (const client of clients) client[Symbol.dispose]();
    await strict.empty();
  });

  test('S4 an upgrade alone does not count as signing in; each member makes room for 32 more', async () => {
    await using strict = await startTestGateway({ limitProfile: 'normal' });
    const silent = [];
    for (let at = 0; at < 31; at += 1) silent.push(await RawWebSocket.open(strict.port));
    using member = await RawWebSocket.signedIn(strict.port, 'ada');
    const more = Array.from({ length: 40 }, () => new RawSocket(strict.port));
    await Promise.all(more.slice(33).map((client) => client.until()));
    assert.equal(more.slice(0, 33).filter((client) => client.isClosed).length, 0);
    assert.equal(member.isClosed, false);
    for (const client of [...silent, ...more]) client[Symbol.dispose]();
  });

  test('S4 a flood from fifty addresses takes every socket, and members still get in at once', async () => {
    await using host = await startTestGateway({ limitProfile: 'normal', maxSockets: 200 });
    const silent = await flood(host, 40);
    assert.equal(host.gauge('hearth_sockets'), 200);
    const members: RawWebSocket[] = [];
    for (let at = 0; at < 60; at += 1) {
      // The flood goes on while members come.
      silent.push(...addresses.slice(0, 5).map((address) => new RawSocket(host.port, address)));
      members.push(await RawWebSocket.signedIn(host.port, `member${at}`, memberAddress));
    }
    assert.match(must(members[0], 'the first member').texts[0] ?? '', /"ok":true/);
    assert.equal(host.gauge('hearth_sockets'), 200);
    assert.equal([...host.gateway.connections.views()].length, 60);
    assert.equal(members.filter((member) => member.isClosed).length, 0);
    closeAll([...silent, ...members]);
    await host.empty();
  });

  test('S4 guests fill seven tenths of all sockets and no more; the rest is kept for members', async () => {
    await using host = await startTestGateway({ limitProfile: 'normal', maxSockets: 100 });
    const guests: RawWebSocket[] = [];
    for (let at = 0; at < 70; at += 1) {
      guests.push(await RawWebSocket.signedIn(host.port, `guest${at}/first/guest`, addresses[at % 50]));
    }
    const oneMore = await RawWebSocket.open(host.port, '', addresses[0]);
    oneMore.request(1, 'system.hello', helloOf('guest70/first/guest'));
    await oneMore.ending();
    assert.match(oneMore.texts[0] ?? '', /"ok":false,"error":\{"kind":"overloaded"/);
    assert.equal(oneMore.closeCode, 4001);
    const silent = await flood(host, 2);
    const members: RawWebSocket[] = [];
    for (let at = 0; at < 30; at += 1) {
      members.push(await RawWebSocket.signedIn(host.port, `member${at}`, memberAddress));
    }
    assert.equal([...host.gateway.connections.views()].length, 100);
    guests.pop()?.[Symbol.dispose]();
    closeAll([oneMore, ...silent, ...guests, ...members]);
    await host.empty();
  });

  test('S4 whoever signs in on none gets no more than a flooder has: nobody is pushed out for one who floods', async () => {
    await using host = await startTestGateway({ limitProfile: 'normal', maxSockets: 20 });
    const patient = new RawSocket(host.port, memberAddress);
    await patient.connected();
    const silent = Array.from({ length: 60 }, () => new RawSocket(host.port, '127.0.0.10'));
    await Promise.all(silent.slice(19).map((client) => client.until()));
    assert.equal(patient.isClosed, false);
    assert.equal(silent.slice(0, 19).filter((client) => client.isClosed).length, 0);
    closeAll([patient, ...silent]);
    await host.empty();
  });
});
