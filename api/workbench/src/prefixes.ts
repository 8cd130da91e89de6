// The prefixes that the store declares, and IRIs written by them.

import { beside } from "./settings";

const LOCAL = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?$/; // the names that need no escape: SPARQL 1.1, PN_LOCAL

class Prefixes {
  private namespaces: [prefix: string, namespace: string][] = [];

  async load(signal: AbortSignal): Promise<void> {
    const response = await fetch(beside("prefixes.json"), { signal });
    if (response.ok) this.know(await response.json());
  }

  know(table: Record<string, string>): void {
    this.namespaces = Object.entries(table).sort(([, a], [, b]) => b.length - a.length); // the longest fits best
  }

  /** Lines as a query declares them: `gd: <https://w3id.org/genoderm/ns#>`. */
  declarations(): string[] {
    return this.namespaces.map(([prefix, namespace]) => `${prefix}: <${namespace}>`).sort();
  }

  /** A prefixed name that a query can hold, or undefined if no prefix fits. */
  name(iri: string): string | undefined {
    const found = this.namespaces.find(([, namespace]) => iri.startsWith(namespace) && LOCAL.test(iri.slice(namespace.length)));
    return found && `${found[0]}:${iri.slice(found[1].length)}`;
  }

  /** An IRI for people to read: shorter where a prefix fits, whole elsewhere. */
  shortened(iri: string): string {
    const found = this.namespaces.find(([, namespace]) => iri.startsWith(namespace) && iri.length > namespace.length);
    return found ? `${found[0]}:${iri.slice(found[1].length)}` : iri;
  }
}

export const prefixes = new Prefixes();
