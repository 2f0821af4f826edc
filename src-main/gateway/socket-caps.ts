import type { Socket } from 'node:net';
import { networkOf } from './ratelimit/rate-limiter.ts';

/** Sockets that an address may hold without having signed in on any of them; as many again for each signed-in one. */
const strangerSockets = 32;
/** Of all sockets, guests get at most this share: the rest is kept for members (PROMISES S4). */
const guestShare = 0.7;

interface Holder {
  /** In the order of coming. */
  readonly strangers: Set<Socket>;
  signedIn: number;
}

interface Held {
  readonly network: string;
  readonly holder: Holder;
  standing: 'stranger' | 'guest' | 'member';
}

/** Counts open sockets, in all and for each address, so that neither one stranger nor many can take them all. */
export class SocketCaps {
  readonly #maxSockets: number;
  readonly #perClient: boolean;
  readonly #holders = new Map<string, Holder>();
  readonly #sockets = new Map<Socket, Held>();
  #guests = 0;
  /** One listener for all sockets. */
  readonly #onClose: (this: Socket) => void;

  /** `perClient` false lifts the caps of addresses and the share of guests, never the number in all. */
  constructor(options: { maxSockets: number; perClient: boolean }) {
    this.#maxSockets = options.maxSockets;
    this.#perClient = options.perClient;
    const gone = (socket: Socket) => this.#gone(socket);
    this.#onClose = function onClose() {
      gone(this);
    };
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
    const holder = this.#holders.get(network) ?? { strangers: new Set(), signedIn: 0 };
    const allowed = strangerSockets * (1 + holder.signedIn);
    if (this.#perClient && holder.strangers.size >= allowed) return false;
    if (this.#sockets.size >= this.#maxSockets && !this.#makeRoom(holder.strangers.size)) return false;
    holder.strangers.add(socket);
    this.#holders.set(network, holder);
    this.#sockets.set(socket, { network, holder, standing: 'stranger' });
    socket.on('close', this.#onClose);
    return true;
  }

  /** Somebody signs in on it: it counts as no stranger's any more. False: the guests' share is taken. */
  seat(socket: Socket, isGuest: boolean): boolean {
    const held = this.#sockets.get(socket);
    if (held?.standing !== 'stranger') return true;
    if (isGuest && this.#perClient && this.#guests >= Math.floor(this.#maxSockets * guestShare)) return false;
    held.standing = isGuest ? 'guest' : 'member';
    held.holder.strangers.delete(socket);
    held.holder.signedIn += 1;
    if (isGuest) this.#guests += 1;
    return true;
  }

  /**
   * When all sockets are taken, the address that holds most of them as a stranger gives up its oldest; not to one that
   * would then hold as many.
   */
  #makeRoom(strangersOfNewcomer: number): boolean {
    let most: Holder | undefined;
    for (const holder of this.#holders.values()) {
      if (holder.strangers.size > (most?.strangers.size ?? strangersOfNewcomer)) most = holder;
    }
    const [oldest] = most?.strangers ?? [];
    if (!oldest) return false;
    this.#gone(oldest);
    oldest.destroy();
    return true;
  }

  #gone(socket: Socket): void {
    const held = this.#sockets.get(socket);
    if (!held) return;
    this.#sockets.delete(socket);
    const { holder, standing, network } = held;
    if (standing === 'stranger') holder.strangers.delete(socket);
    else holder.signedIn -= 1;
    if (standing === 'guest') this.#guests -= 1;
    if (holder.strangers.size === 0 && holder.signedIn === 0 && this.#holders.get(network) === holder) {
      this.#holders.delete(network);
    }
  }
}
