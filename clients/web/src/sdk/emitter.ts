/** Typed events: `E` maps a name to what its listeners are given. */
export class Emitter<E extends object> {
  private readonly listeners = new Map<keyof E, Set<(event: never) => void>>();

  /** Calls the listener at each such event until the returned function is called. */
  on<K extends keyof E>(name: K, listener: (event: E[K]) => void): () => void {
    const set = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, set);
    set.add(listener);
    return () => set.delete(listener);
  }

  protected emit<K extends keyof E>(name: K, event: E[K]): void {
    for (const listener of [...(this.listeners.get(name) ?? [])]) {
      (listener as (event: E[K]) => void)(event);
    }
  }
}
