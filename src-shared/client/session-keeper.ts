import type { Clock } from '../base/clock.ts';
import type { TokenGrant } from '../protocol/account/entities.ts';
import type { WireError } from '../protocol/core/error-kind.ts';
import type { OperationName } from '../protocol/registry.ts';
import { type ClientStorage, type HttpPort, RequestError } from './contract.ts';

interface StoredSession extends TokenGrant {
  readonly expiresAtMs: number;
}

const storageKey = 'hearth.session';
/** Who was here last and as which device; outlives a session that the host ended, not one that the person left. */
const deviceKey = 'hearth.device';
/** A token this close to its end is renewed before it is used. */
const renewEarlyMs = 60_000;

/** Tokens of one account on one host: kept across reloads, renewed one request at a time. */
export class SessionKeeper {
  readonly #baseUrl: string;
  readonly #http: HttpPort;
  readonly #storage: ClientStorage;
  readonly #clock: Clock;
  #session: StoredSession | undefined;
  #renewal: Promise<string | undefined> | undefined;

  constructor(options: { baseUrl: string; http: HttpPort; storage: ClientStorage; clock: Clock }) {
    this.#baseUrl = options.baseUrl;
    this.#http = options.http;
    this.#storage = options.storage;
    this.#clock = options.clock;
  }

  get signedIn(): boolean {
    return this.#session !== undefined;
  }

  load(): boolean {
    const text = this.#storage.load(storageKey);
    if (text === undefined) return false;
    try {
      const session = JSON.parse(text) as StoredSession;
      if (typeof session.refreshToken !== 'string') return false;
      this.#session = session;
      return true;
    } catch {
      // Somebody else’s or half a text: as good as none.
      return false;
    }
  }

  forget(): void {
    this.#session = undefined;
    this.#storage.remove(storageKey);
  }

  /** The person is leaving: whoever comes next here is somebody else. */
  forgetDevice(): void {
    this.#storage.remove(deviceKey);
  }

  /**
   * Signs in by one of the ways in, as the same device as before: retries stay exactly once, and a guest gets the own
   * name back. Returns whether it is the account that was here last. Throws RequestError.
   */
  async signIn(operation: OperationName, input: object): Promise<{ isSameAccount: boolean }> {
    const before = this.#deviceBefore();
    const asBefore = before === undefined ? input : { deviceId: before.deviceId, ...input };
    const grant = await this.#post<TokenGrant>(operation, asBefore, undefined);
    this.#keep(grant);
    return { isSameAccount: before?.accountId === grant.accountId };
  }

  #deviceBefore(): Pick<TokenGrant, 'accountId' | 'deviceId'> | undefined {
    const [accountId, deviceId] = this.#storage.load(deviceKey)?.split(' ') ?? [];
    if (!accountId || !deviceId) return undefined;
    // Written by `#keep` in this very form.
    return { accountId, deviceId } as Pick<TokenGrant, 'accountId' | 'deviceId'>;
  }

  /** A good access token; undefined when the session has ended. Throws RequestError when the host cannot be reached. */
  token(options: { renew: boolean }): Promise<string | undefined> {
    const session = this.#session;
    if (!session) return Promise.resolve(undefined);
    if (!options.renew && session.expiresAtMs - renewEarlyMs > this.#clock.now()) {
      return Promise.resolve(session.accessToken);
    }
    this.#renewal ??= this.#renew(session).finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  async logout(everywhere: boolean): Promise<void> {
    const token = await this.token({ renew: false });
    if (token !== undefined) await this.#post('account.logout', { everywhere }, token);
  }

  async #renew(session: StoredSession): Promise<string | undefined> {
    try {
      this.#keep(
        await this.#post<TokenGrant>('account.refresh', { refreshToken: session.refreshToken }, undefined),
      );
      return this.#session?.accessToken;
    } catch (error) {
      if (error instanceof RequestError && error.wire.kind === 'unauthenticated') {
        this.forget();
        return undefined;
      }
      throw error;
    }
  }

  #keep(grant: TokenGrant): void {
    this.#session = { ...grant, expiresAtMs: this.#clock.now() + grant.expiresInSeconds * 1000 };
    this.#storage.save(storageKey, JSON.stringify(this.#session));
    this.#storage.save(deviceKey, `${grant.accountId} ${grant.deviceId}`);
  }

  async #post<Output>(operation: OperationName, input: object, token: string | undefined): Promise<Output> {
    const url = `${this.#baseUrl}/api/v1/${operation.replace('.', '/')}`;
    const { status, body } = await this.#http.post(url, input, token);
    if (status === 200) return body as Output;
    const error = (body as { error?: WireError } | undefined)?.error;
    throw new RequestError(error ?? { kind: 'unavailable', message: 'The host cannot be reached.' });
  }
}
