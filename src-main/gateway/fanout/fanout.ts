import type { AccountId } from '../../../src-shared/base/ids.ts';
import type { EventDefinition } from '../../../src-shared/protocol/core/define.ts';
import { EncodedJson } from '../../kernel/operation.ts';
import type { Audience, Publisher } from '../../kernel/ports.ts';
import { type Connection, noAudiences } from '../connection/connection.ts';
import { textFrame } from '../socket/frame.ts';

interface DueFrame {
  readonly frame: Buffer;
  readonly ephemeral: boolean;
  readonly except: AccountId | undefined;
}

/** Connections that get the same events, and the events that are due to all of them. */
interface Group {
  readonly connections: Set<Connection>;
  due: DueFrame[];
}

/**
 * Events to connections. A frame is built once; at the end of the turn everything due to an audience is joined once
 * and each connection gets one write. Cost is the number of writes, not the bytes (PERF.md), and a quiet host waits
 * for no timer.
 */
export class Fanout implements Publisher {
  readonly #groups = new Map<Audience, Group>();
  /** Most accounts have one connection or two, so a list is smaller than a set and as quick. */
  readonly #accounts = new Map<AccountId, Connection[]>();
  readonly #dirtyGroups = new Set<Group>();
  readonly #dirtyConnections = new Set<Connection>();
  readonly #cut: (connection: Connection) => void;
  #scheduled = false;

  /** `cut` is told of a connection whose outbox is full. */
  constructor(cut: (connection: Connection) => void) {
    this.#cut = cut;
  }

  toAudience(audience: Audience, event: EventDefinition, data: object | EncodedJson): void {
    this.#publish(this.#groups.get(audience), { event, data, except: undefined });
  }

  toAudienceExcept(
    audience: Audience,
    except: AccountId,
    event: EventDefinition,
    data: object | EncodedJson,
  ): void {
    this.#publish(this.#groups.get(audience), { event, data, except });
  }

  toAudiences(audiences: Iterable<Audience>, event: EventDefinition, data: object | EncodedJson): void {
    const reached = new Set<Connection>();
    for (const audience of audiences) {
      for (const connection of this.#groups.get(audience)?.connections ?? []) reached.add(connection);
    }
    if (reached.size === 0) return;
    const frame = eventFrame(event, data);
    for (const connection of reached) {
      if (event.ephemeral && connection.congested) continue;
      this.toConnection(connection, frame);
    }
  }

  toAccount(accountId: AccountId, event: EventDefinition, data: object | EncodedJson): void {
    const connections = this.#accounts.get(accountId);
    if (!connections) return;
    const frame = eventFrame(event, data);
    for (const connection of connections) this.toConnection(connection, frame);
  }

  /** An answer: it leaves before what is due to the connection's audiences in this turn. */
  reply(connection: Connection, frame: Buffer): void {
    if (connection.enqueueReply(frame)) this.#mark(connection);
  }

  /** An event for one connection alone, after everything handed to it already. */
  toConnection(connection: Connection, frame: Buffer): void {
    if (connection.enqueue(frame)) this.#mark(connection);
  }

  admit(audience: Audience, accountId: AccountId): void {
    const connections = this.#accounts.get(accountId);
    if (!connections) return;
    const group = this.#group(audience);
    this.#hand(group);
    for (const connection of connections) join(group, audience, connection);
  }

  expel(audience: Audience, accountId: AccountId): void {
    const group = this.#groups.get(audience);
    if (!group) return;
    this.#hand(group);
    for (const connection of this.#accounts.get(accountId) ?? []) {
      connection.audiences = connection.audiences.filter((other) => other !== audience);
      this.#part(audience, connection);
    }
  }

  /** From here on the connection gets what is published to these audiences and to its account. */
  subscribe(connection: Connection, accountId: AccountId, audiences: readonly Audience[]): void {
    const connections = this.#accounts.get(accountId);
    if (!connections) this.#accounts.set(accountId, [connection]);
    else if (!connections.includes(connection)) connections.push(connection);
    for (const audience of audiences) {
      const group = this.#group(audience);
      this.#hand(group);
      group.connections.add(connection);
    }
    connection.audiences = [...new Set([...connection.audiences, ...audiences])];
  }

  unsubscribe(connection: Connection, accountId: AccountId): void {
    for (const audience of connection.audiences) this.#part(audience, connection);
    connection.audiences = noAudiences;
    this.#dirtyConnections.delete(connection);
    const others = this.#accounts.get(accountId)?.filter((other) => other !== connection);
    if (others && others.length > 0) this.#accounts.set(accountId, others);
    else this.#accounts.delete(accountId);
  }

  connectionsOf(accountId: AccountId): Iterable<Connection> {
    return this.#accounts.get(accountId) ?? [];
  }

  /** Hands over what is due to this connection's audiences, so that a close frame comes after it. */
  settle(connection: Connection): void {
    for (const audience of connection.audiences) {
      const group = this.#groups.get(audience);
      if (group) this.#hand(group);
    }
  }

  flush(): void {
    this.#scheduled = false;
    for (const group of this.#dirtyGroups) this.#hand(group);
    this.#dirtyGroups.clear();
    const connections = [...this.#dirtyConnections];
    this.#dirtyConnections.clear();
    for (const connection of connections) {
      if (connection.isOpen && !connection.flush()) this.#cut(connection);
    }
  }

  #publish(
    group: Group | undefined,
    {
      event,
      data,
      except,
    }: { event: EventDefinition; data: object | EncodedJson; except: AccountId | undefined },
  ): void {
    if (!group) return;
    const due = { frame: eventFrame(event, data), ephemeral: event.ephemeral, except };
    if (group.due.push(due) === 1) this.#dirtyGroups.add(group);
    this.#schedule();
  }

  #mark(connection: Connection): void {
    this.#dirtyConnections.add(connection);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.flush());
  }

  /** Joins what is due once and adds it to each connection's outbox; the very same buffer for all alike. */
  #hand(group: Group): void {
    const { due } = group;
    if (due.length === 0) return;
    group.due = [];
    const all = concatenate(due);
    const hasEphemeral = due.some((frame) => frame.ephemeral);
    const excepted = new Set(due.map((frame) => frame.except));
    excepted.delete(undefined);
    let durable: Buffer | undefined;
    for (const connection of group.connections) {
      let buffer = all;
      if (excepted.size > 0 && excepted.has(accountOf(connection))) {
        buffer = concatenate(due.filter((frame) => isFor(frame, connection)));
      } else if (hasEphemeral && connection.congested) {
        buffer = durable ??= concatenate(due.filter((frame) => !frame.ephemeral));
      }
      if (buffer.length > 0 && connection.enqueueShared(buffer)) this.#dirtyConnections.add(connection);
    }
  }

  #group(audience: Audience): Group {
    let group = this.#groups.get(audience);
    if (!group) {
      group = { connections: new Set(), due: [] };
      this.#groups.set(audience, group);
    }
    return group;
  }

  #part(audience: Audience, connection: Connection): void {
    const group = this.#groups.get(audience);
    group?.connections.delete(connection);
    if (!group || group.connections.size > 0) return;
    this.#groups.delete(audience);
    this.#dirtyGroups.delete(group);
  }
}

function join(group: Group, audience: Audience, connection: Connection): void {
  if (group.connections.has(connection)) return;
  group.connections.add(connection);
  connection.audiences = [...connection.audiences, audience];
}

function concatenate(due: readonly DueFrame[]): Buffer {
  const [first] = due;
  if (due.length === 1 && first) return first.frame;
  return Buffer.concat(due.map((frame) => frame.frame));
}

function accountOf(connection: Connection): AccountId | undefined {
  return connection.state.kind === 'live' ? connection.state.actor.accountId : undefined;
}

function isFor(frame: DueFrame, connection: Connection): boolean {
  return frame.except !== accountOf(connection) && !(frame.ephemeral && connection.congested);
}

/** `{"event":…,"data":…}` as a frame. */
function eventFrame(event: EventDefinition, data: object | EncodedJson): Buffer {
  const parts = data instanceof EncodedJson ? data.parts : [JSON.stringify(data)];
  return textFrame([`{"event":"${event.name}","data":`, ...parts, '}']);
}
