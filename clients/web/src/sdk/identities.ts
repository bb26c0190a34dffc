import { type KeyStore, readObject, writeObject } from './store';

/** Somebody this browser has joined a server as. The token is a secret: whoever has it is that player. */
export interface Identity {
  readonly name: string;
  readonly token: string;
}

const MAX_IDENTITIES = 16;

/** The players that this browser is on one server, newest first. */
export class Identities {
  private readonly key: string;

  constructor(
    private readonly store: KeyStore,
    server: string,
  ) {
    this.key = `sekai.identities.${server}`;
  }

  all(): readonly Identity[] {
    const list = readObject(this.store, this.key)?.list;
    return Array.isArray(list) ? list.filter(isIdentity) : [];
  }

  /** The player of that name, or the last one where no name is asked for. */
  find(name?: string): Identity | undefined {
    return this.all().find((identity) => name === undefined || identity.name === name);
  }

  remember(identity: Identity): void {
    const others = this.all().filter(
      (other) => other.token !== identity.token && other.name !== identity.name,
    );
    const list = [identity, ...others].slice(0, MAX_IDENTITIES);
    writeObject(this.store, this.key, { list });
  }

  forget(token: string): void {
    writeObject(this.store, this.key, { list: this.all().filter((identity) => identity.token !== token) });
  }
}

function isIdentity(value: unknown): value is Identity {
  const candidate = value as Partial<Identity> | null;
  return typeof candidate?.name === 'string' && typeof candidate.token === 'string';
}
