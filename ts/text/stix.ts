/**
 * A STIX bundle -> techniques and tactics. In: a bundle of version 2.0 or 2.1 as MITRE publishes ATT&CK (Enterprise, Mobile,
 * ICS). Out: every attack-pattern with an ATT&CK id, revoked and deprecated ones too. What is wrong is an error with the
 * number of the object in the bundle (from 1) and its STIX id: a wrong shape, an id that is there twice, a reference to an
 * object that is not there, sub-techniques or replacements that go round in a circle.
 */
import { isFields } from "../data/cell.ts";
import { HedgerowError } from "../error.ts";
import type { Tactic, Technique } from "./catalogue.ts";
import { type StixObject, stixObjects } from "./stix-bundle.ts";

const SOURCES: ReadonlySet<unknown> = new Set(["mitre-attack", "mitre-mobile-attack", "mitre-ics-attack"]);

export function readStix(bundle: string | Uint8Array | object): {
  techniques: Technique[];
  tactics: Tactic[];
} {
  const objects = stixObjects(bundle);
  const patterns = objects.filter(({ fields }) => fields["type"] === "attack-pattern");
  const ids = new Map<unknown, string>();
  const seen = new Set<string>();
  for (const pattern of patterns) {
    const id = externalId(pattern);
    if (id === undefined) continue;
    if (seen.has(id) && !isFlagged(pattern, "revoked")) wrong(pattern, `The technique ${id} is there twice`);
    seen.add(id);
    ids.set(pattern.fields["id"], id);
  }
  const links = (type: string): Map<string, string> => linksOf(objects, type, ids);
  const parents = links("subtechnique-of");
  const replacements = links("revoked-by");
  const byId = new Map<string, Technique>();
  for (const pattern of patterns) {
    const id = ids.get(pattern.fields["id"]);
    if (id === undefined) continue;
    const technique = techniqueOf(pattern, id, parents.get(id), replacements.get(id));
    // Of two with one id the one in use.
    if (!byId.has(id) || !technique.revoked) byId.set(id, technique);
  }
  const tactics = objects.filter(({ fields }) => fields["type"] === "x-mitre-tactic").map(tacticOf);
  return { techniques: [...byId.values()], tactics };
}

function wrong({ fields, number }: StixObject, sentence: string): never {
  const id = fields["id"];
  throw new HedgerowError("bad-data", sentence, {
    row: number,
    ...(typeof id === "string" ? { column: id } : {}),
  });
}

function externalId(object: StixObject): string | undefined {
  const references = object.fields["external_references"];
  if (references === undefined) return undefined;
  if (!Array.isArray(references)) wrong(object, '"external_references" must be a list');
  for (const reference of references as unknown[]) {
    if (!isFields(reference) || !SOURCES.has(reference["source_name"])) continue;
    const id = reference["external_id"];
    if (typeof id === "string" && /^TA?\d{4}(?:\.\d{3})?$/.test(id)) return id;
  }
  return undefined;
}

/** From the ATT&CK id of the source to that of the target, of relationships of this type. */
function linksOf(
  objects: readonly StixObject[],
  type: string,
  ids: ReadonlyMap<unknown, string>,
): Map<string, string> {
  const found = new Map<string, string>();
  const origin = new Map<string, StixObject>();
  for (const object of objects) {
    const { fields } = object;
    if (
      fields["type"] !== "relationship" ||
      fields["relationship_type"] !== type ||
      isFlagged(object, "revoked")
    )
      continue;
    const [source, target] = [fields["source_ref"], fields["target_ref"]];
    if (typeof source !== "string" || typeof target !== "string")
      wrong(object, "A relationship needs two references");
    // Groups, software and mitigations are revoked too.
    if (!(source as string).startsWith("attack-pattern--")) continue;
    const [from, to] = [ids.get(source), ids.get(target)];
    if (from === undefined) wrong(object, `The relationship refers to ${source}, which is not in the bundle`);
    if (to === undefined) wrong(object, `The relationship refers to ${target}, which is not in the bundle`);
    found.set(from as string, to as string);
    origin.set(from as string, object);
  }
  refuseCircle(found, origin);
  return found;
}

function refuseCircle(links: ReadonlyMap<string, string>, origin: ReadonlyMap<string, StixObject>): void {
  const open = new Set<string>();
  for (const start of links.keys()) {
    const path = new Set<string>();
    // What an earlier walk passed leads nowhere twice.
    for (let at: string | undefined = start; at !== undefined && !open.has(at); at = links.get(at)) {
      if (path.has(at))
        wrong(origin.get(at) as StixObject, `From ${at} the relationships go round in a circle`);
      path.add(at);
    }
    for (const at of path) open.add(at);
  }
}

function techniqueOf(
  object: StixObject,
  id: string,
  parent: string | undefined,
  replacedBy: string | undefined,
): Technique {
  const { fields } = object;
  const { name, description = "" } = fields;
  if (typeof name !== "string") wrong(object, `The technique ${id} has no name`);
  if (typeof description !== "string") wrong(object, `The description of ${id} must be a text`);
  const above =
    parent ?? (isFlagged(object, "x_mitre_is_subtechnique") ? /^(T\d{4})\./.exec(id)?.[1] : undefined);
  const revoked = isFlagged(object, "revoked");
  return {
    id,
    name: name as string,
    description: description as string,
    tactics: tacticsOf(object),
    ...(above === undefined ? {} : { parent: above }),
    revoked,
    deprecated: isFlagged(object, "x_mitre_deprecated"),
    ...(revoked && replacedBy !== undefined && replacedBy !== id ? { replacedBy } : {}),
  };
}

function tacticsOf(object: StixObject): string[] {
  const phases = object.fields["kill_chain_phases"] ?? [];
  if (!Array.isArray(phases)) wrong(object, '"kill_chain_phases" must be a list');
  return (phases as unknown[]).flatMap((phase) => {
    const { phase_name: name, kill_chain_name: chain } = isFields(phase) ? phase : {};
    // Of another kill chain: no tactic.
    if (typeof chain === "string" && !SOURCES.has(chain)) return [];
    return typeof name === "string" ? [name] : wrong(object, "A kill chain phase has no name");
  });
}

function tacticOf(object: StixObject): Tactic {
  const { name, x_mitre_shortname: shortName } = object.fields;
  if (typeof name !== "string" || typeof shortName !== "string")
    wrong(object, "A tactic needs a name and a short name");
  return { id: externalId(object) ?? "", name: name as string, shortName: shortName as string };
}

function isFlagged({ fields }: StixObject, name: string): boolean {
  return fields[name] === true;
}
