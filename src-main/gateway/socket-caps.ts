import type { Socket } from 'node:net';
import { networkOf } from './ratelimit/rate-limiter.ts';

/** Sockets that an address may hold without having signed in on any of them; as many again for each signed-in one. */
const strangerSockets = 32;

interface Holder {
  strangers: number;
  signedIn: number;
}

/** Counts open sockets, in all and for each address, so that one stranger cannot take them all. */
export class SocketCaps {
  readonly #maxSockets: number;
  readonly #perAddress: boolean;
  readonly #holders = new Map<string, Holder>();
  readonly #sockets = new Map<Socket, { holder: Holder; isSignedIn: boolean }>();

  constructor(options: { maxSockets: number; perAddress: boolean }) {
    this.#maxSockets = options.maxSockets;
    this.#perAddress = options.perAddress;
  }

  get count(): number {
    return this.#sockets.size;
  }

  get sockets(): Iterable<Socket> {
    return this.#sockets.keys();
  }

  /** False: the socket is one too many and must go. */
  admit(socket: Socket, address: string): boolean {
    const network = networkOf(address);
    const holder = this.#holders.get(network) ?? { strangers: 0, signedIn: 0 };
    const allowed = strangerSockets * (1 + holder.signedIn);
    if (this.#sockets.size >= this.#maxSockets) return false;
    if (this.#perAddress && holder.strangers >= allowed) return false;
    holder.strangers += 1;
    this.#holders.set(network, holder);
    this.#sockets.set(socket, { holder, isSignedIn: false });
    socket.once('close', () => this.#closed(socket, network));
    return true;
  }

  /** Somebody signed in on it: it counts as no stranger's any more. */
  signedIn(socket: Socket): void {
    const held = this.#sockets.get(socket);
    if (!held || held.isSignedIn) return;
    held.isSignedIn = true;
    held.holder.strangers -= 1;
    held.holder.signedIn += 1;
  }

  #closed(socket: Socket, network: string): void {
    const held = this.#sockets.get(socket);
    this.#sockets.delete(socket);
    if (!held) return;
    const { holder } = held;
    if (held.isSignedIn) holder.signedIn -= 1;
    else holder.strangers -= 1;
    if (holder.strangers === 0 && holder.signedIn === 0) this.#holders.delete(network);
  }
}
