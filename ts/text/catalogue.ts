/**
 * What ATT&CK ids mean. In: techniques and tactics, from a STIX bundle (stix.ts) or a table of id, name and tactics. Out: the
 * technique of an id, that which replaced a revoked one, and the techniques in use, in order of their ids.
 */
import { HedgerowError } from "../error.ts";
import { readStix } from "./stix.ts";

export interface Technique {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Short names: "credential-access". */
  readonly tactics: readonly string[];
  /** Of a sub-technique: the technique that it belongs to. */
  readonly parent?: string;
  readonly revoked: boolean;
  readonly deprecated: boolean;
  /** Of a revoked technique: the one to use. */
  readonly replacedBy?: string;
}

export interface Tactic {
  readonly id: string;
  readonly name: string;
  /** "credential-access". */
  readonly shortName: string;
}

export class Catalogue {
  /** Not revoked or deprecated. */
  readonly techniques: readonly Technique[];
  readonly tactics: readonly Tactic[];
  readonly #byId: ReadonlyMap<string, Technique>;

  /** `techniques` with the revoked and deprecated ones; none twice. */
  constructor(techniques: readonly Technique[], tactics: readonly Tactic[] = []) {
    this.#byId = new Map(techniques.map((technique) => [technique.id, technique]));
    this.techniques = [...this.#byId.values()]
      .filter(({ revoked, deprecated }) => !revoked && !deprecated)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    this.tactics = tactics;
  }

  /**
   * Reads a STIX 2.0 or 2.1 bundle such as `enterprise-attack.json`: its text, its bytes, or what JSON.parse made of it. A
   * HedgerowError `bad-data` says which object of the bundle is wrong: one of a wrong shape, a reference to nothing, a circle.
   */
  static fromStix(bundle: string | Uint8Array | object): Catalogue {
    const { techniques, tactics } = readStix(bundle);
    return new Catalogue(techniques, tactics);
  }

  /** Rows of a table: "T1003.001", "LSASS Memory", and tactics in a list or separated by ";". */
  static fromRecords(
    records: Iterable<{ id: string; name: string; tactics?: string | readonly string[] }>,
  ): Catalogue {
    const techniques: Technique[] = [];
    const seen = new Set<string>();
    let row = 0;
    for (const { id, name, tactics = [] } of records) {
      row++;
      if (typeof id !== "string" || id === "" || typeof name !== "string")
        throw new HedgerowError("bad-data", "A technique needs an id and a name", { row });
      if (seen.has(id)) throw new HedgerowError("bad-data", `The technique ${id} is there twice`, { row });
      seen.add(id);
      const list = typeof tactics === "string" ? tactics.split(";").filter((each) => each !== "") : tactics;
      const parent = /^(T\d{4})\.\d{3}$/.exec(id)?.[1];
      techniques.push({
        id,
        name,
        description: "",
        tactics: list,
        ...(parent === undefined ? {} : { parent }),
        revoked: false,
        deprecated: false,
      });
    }
    return new Catalogue(techniques);
  }

  /** Revoked and deprecated techniques too. */
  get all(): readonly Technique[] {
    return [...this.#byId.values()];
  }

  /** undefined for an id that the catalogue does not have; revoked ones are given as they are. */
  technique(id: string): Technique | undefined {
    return this.#byId.get(id);
  }

  /** The technique in use for an id: that which replaced it in the end, where it is revoked. */
  current(id: string): Technique | undefined {
    let technique = this.#byId.get(id);
    // The reader made sure that there is no circle.
    while (technique?.replacedBy !== undefined) technique = this.#byId.get(technique.replacedBy);
    return technique;
  }

  /** "LSASS Memory" of "OS Credential Dumping" is called so after its technique. */
  nameOf(id: string): string | undefined {
    const technique = this.#byId.get(id);
    if (technique?.parent === undefined) return technique?.name;
    const parent = this.#byId.get(technique.parent);
    return parent === undefined ? technique.name : `${parent.name}: ${technique.name}`;
  }
}
