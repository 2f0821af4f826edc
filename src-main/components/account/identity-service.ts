import type { Input, Output } from '../../../src-shared/protocol/registry.ts';
import type { AccountActor } from '../../kernel/actor.ts';
import type { People } from '../../kernel/ports.ts';
import type { TokenIssuer } from './token-issuer.ts';

/** Says to games and tools on the LAN who somebody is; no door of the host takes these tokens. */
export class IdentityService {
  readonly #tokens: TokenIssuer;
  readonly #people: People;

  constructor(tokens: TokenIssuer, people: People) {
    this.#tokens = tokens;
    this.#people = people;
  }

  async token(input: Input<'account.identityToken'>, actor: AccountActor): Promise<{ token: string }> {
    const displayName = this.#people.find(actor.accountId)?.displayName ?? '';
    return {
      token: await this.#tokens.identityToken({ accountId: actor.accountId, displayName }, input.audience),
    };
  }

  keys(): Output<'account.keys'> {
    return { keys: this.#tokens.keys().map((key) => ({ ...key })) };
  }
}
