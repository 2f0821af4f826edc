import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto';
import { type JWK, jwtVerify, SignJWT } from 'jose';
import type { AccountId, SessionId } from '../../../src-shared/base/ids.ts';
import type { HostRow } from './account-store.ts';
import type { SteadyTime } from './steady-time.ts';

export const accessTokenSeconds = 15 * 60;
const identityTokenSeconds = 5 * 60;

/** A refresh token taken apart; proven to be ours only if the HMAC fits. */
export interface RefreshToken {
  readonly sessionId: SessionId;
  readonly generation: number;
}

/** A new host’s identity: its id is the SHA-256 of its public key, so that it outlives every certificate. */
export function makeHostKeys(): { hostId: string; signingKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  return {
    hostId: createHash('sha256').update(spki).digest('base64url'),
    signingKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** Signs and checks what the host hands out (RFC 9068 access tokens, identity tokens, HMAC refresh tokens). */
export class TokenIssuer {
  readonly #hostId: string;
  readonly #privateKey: KeyObject;
  readonly #publicKey: KeyObject;
  readonly #refreshKey: Buffer;
  readonly #time: SteadyTime;

  constructor(host: HostRow, time: SteadyTime) {
    this.#hostId = host.hostId;
    this.#privateKey = createPrivateKey(host.signingKey);
    this.#publicKey = createPublicKey(this.#privateKey);
    this.#refreshKey = Buffer.from(host.refreshKey, 'base64url');
    this.#time = time;
  }

  accessToken(accountId: AccountId, sessionId: SessionId): Promise<string> {
    const seconds = Math.floor(this.#time.now() / 1000);
    return new SignJWT({ sid: sessionId })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: this.#hostId })
      .setSubject(accountId)
      .setAudience(this.#hostId)
      .setIssuer(this.#hostId)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + accessTokenSeconds)
      .sign(this.#privateKey);
  }

  /** The session behind a good access token and when it ends, or undefined. */
  async verifyAccessToken(token: string): Promise<{ sessionId: SessionId; expiresAtMs: number } | undefined> {
    try {
      const { payload } = await jwtVerify(token, this.#publicKey, {
        algorithms: ['EdDSA'],
        typ: 'at+jwt',
        audience: this.#hostId,
        issuer: this.#hostId,
        currentDate: new Date(this.#time.now()),
      });
      if (typeof payload.sid !== 'string' || payload.exp === undefined) return undefined;
      return { sessionId: payload.sid as SessionId, expiresAtMs: payload.exp * 1000 };
    } catch {
      // Whatever is wrong with a token, the answer is the same: nobody.
      return undefined;
    }
  }

  identityToken(person: { accountId: AccountId; displayName: string }, audience: string): Promise<string> {
    const seconds = Math.floor(this.#time.now() / 1000);
    return new SignJWT({ name: person.displayName })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'id+jwt', kid: this.#hostId })
      .setSubject(person.accountId)
      .setAudience(audience)
      .setIssuer(this.#hostId)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + identityTokenSeconds)
      .sign(this.#privateKey);
  }

  keys(): JWK[] {
    return [{ ...this.#publicKey.export({ format: 'jwk' }), kid: this.#hostId, alg: 'EdDSA', use: 'sig' }];
  }

  refreshToken(token: RefreshToken): string {
    const mac = createHmac('sha256', this.#refreshKey)
      .update(`${token.sessionId}.${token.generation}`)
      .digest();
    return `${token.sessionId}.${token.generation}.${mac.toString('base64url')}`;
  }

  readRefreshToken(text: string): RefreshToken | undefined {
    const match = /^([a-z0-9]{1,64})\.(\d{1,9})\.([\w-]{43})$/.exec(text);
    if (!match?.[1] || !match[2]) return undefined;
    const token = { sessionId: match[1] as SessionId, generation: Number(match[2]) };
    const given = Buffer.from(text);
    const ours = Buffer.from(this.refreshToken(token));
    return given.length === ours.length && timingSafeEqual(given, ours) ? token : undefined;
  }
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
