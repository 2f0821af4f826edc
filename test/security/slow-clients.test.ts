import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { messageCreated } from '../../src-shared/protocol/chat/events.ts';
import { ManualClock } from '../harness/manual-clock.ts';
import { RawWebSocket } from '../harness/raw-socket.ts';
import { roomA, startTestGateway } from '../harness/test-gateway.ts';
import { WireClient } from '../harness/wire-client.ts';

describe('clients that do not read', () => {
  test('S1 a client that never reads is cut with at most 1 MiB held, and others get everything', async () => {
    const clock = new ManualClock();
    await using host = await startTestGateway({ clock });
    using reader = await WireClient.signedIn(host.url, 'reader');
    using deaf = await RawWebSocket.signedIn(host.port, 'deaf');
    deaf.socket.pause();
    const views = () => [...host.gateway.connections.views()].map((view) => view.actor.accountId).toSorted();
    assert.deepEqual(views(), ['deaf', 'reader']);
    const text = 'x'.repeat(4096);
    let sent = 0;
    while (views().length === 2 && sent < 20_000) {
      for (let burst = 0; burst < 50; burst += 1) {
        sent += 1;
        host.gateway.publisher.toAudience(roomA, messageCreated, { seq: sent, text });
      }
      await reader.until(() => (reader.frames.length === sent + 1 ? true : undefined));
      assert.ok(host.gauge('hearth_outbox_bytes') <= 1024 * 1024);
    }
    assert.deepEqual(views(), ['reader'], `still there after ${sent} events`);
    assert.equal(reader.events('chat.messageCreated').length, sent);
  });

  test('S1 N3 a client that takes nothing for ten seconds, and one that answers no ping, is gone', async () => {
    const clock = new ManualClock();
    await using host = await startTestGateway({ clock });
    using stalled = await RawWebSocket.signedIn(host.port, 'stalled');
    stalled.socket.pause();
    const views = () => [...host.gateway.connections.views()].length;
    // The kernels take some megabytes; after them a little stays in the outbox and stands still there.
    while (host.gauge('hearth_outbox_bytes') === 0) {
      host.gateway.publisher.toAudience(roomA, messageCreated, { text: 'x'.repeat(100_000) });
      await new Promise((resolve) => setImmediate(resolve));
    }
    clock.advance(1000);
    clock.advance(9000);
    assert.equal(views(), 1);
    clock.advance(1000);
    assert.equal(views(), 0);

    using silent = await RawWebSocket.signedIn(host.port, 'silent');
    assert.equal(views(), 1);
    clock.advance(45_000);
    await silent.ending();
    assert.equal(views(), 0);
  });

  test('the heartbeat keeps whoever answers it', async () => {
    const clock = new ManualClock();
    await using host = await startTestGateway({ clock });
    using client = await WireClient.signedIn(host.url, 'ada');
    for (let beat = 0; beat < 8; beat += 1) {
      const pinged = new Promise((resolve) => client.socket.once('ping', resolve));
      clock.advance(15_000);
      await pinged;
      await client.call('chat.listRooms', {});
    }
    assert.equal(client.closed, undefined);
    const [view] = host.gateway.connections.views();
    assert.equal(typeof view?.roundTripMs, 'number');
  });
});
