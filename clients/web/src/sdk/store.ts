/** The part of `Storage` that the SDK needs; `localStorage` is one. */
export interface KeyStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Forgets everything with the page. */
export class MemoryStore implements KeyStore {
  private readonly values = new Map<string, string>();

  getItem(key: string): string | null {
    return this.values.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.values.set(key, value);
  }

  removeItem(key: string): void {
    this.values.delete(key);
  }
}

/** `localStorage` where the browser allows it, else memory: a private window can still play. */
export function browserStore(): KeyStore {
  try {
    const probe = 'sekai.probe';
    localStorage.setItem(probe, '1');
    localStorage.removeItem(probe);
    return localStorage;
  } catch {
    return new MemoryStore();
  }
}

/** Parses stored JSON; whatever is not the JSON of an object counts as absent. */
export function readObject(store: KeyStore, key: string): Record<string, unknown> | undefined {
  const text = store.getItem(key);
  if (text === null) {
    return undefined;
  }
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Stores a value as JSON. Returns false where the browser refuses (quota, private mode). */
export function writeObject(store: KeyStore, key: string, value: object): boolean {
  try {
    store.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}
