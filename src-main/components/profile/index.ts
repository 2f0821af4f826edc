import type { Component } from '../../kernel/component.ts';
import type { ConnectionObserver, Publisher } from '../../kernel/ports.ts';
import { bindFind } from './handlers/find.ts';
import { bindGet } from './handlers/get.ts';
import { bindSetPresence } from './handlers/set-presence.ts';
import { bindUpdate } from './handlers/update.ts';
import { ProfileEvents } from './profile-events.ts';
import { ProfileService, type ProfileServiceDependencies } from './profile-service.ts';

export interface ProfileComponent extends Component {
  readonly observer: ConnectionObserver;
  /** Accounts that are there or were within the last ten seconds. */
  readonly online: number;
}

/** Profile: names and presence. Accounts themselves belong to the account component, on which this one stands. */
export function createProfileComponent(
  dependencies: Omit<ProfileServiceDependencies, 'events'> & { readonly publisher: Publisher },
): ProfileComponent {
  const service = new ProfileService({ ...dependencies, events: new ProfileEvents(dependencies.publisher) });
  return {
    name: 'profile',
    operations: [bindGet(service), bindFind(service), bindUpdate(service), bindSetPresence(service)],
    observer: service,
    get online() {
      return service.online;
    },
    start: () => Promise.resolve(),
    drain: () => Promise.resolve(),
    close() {
      service.close();
      return Promise.resolve();
    },
  };
}
