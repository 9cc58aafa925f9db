/** The columns of evidence while they are filled: one builder a column, in the order of the data dictionary. */
import { addressText } from "./address.ts";
import { ENTITY_TYPES, SUSPICIONS, VERDICTS } from "./alert-entities.ts";
import { EVIDENCE_FIELDS } from "./alert-fields.ts";
import { EVIDENCE_GRADES } from "./alert-grade.ts";
import { ACTIONS, DIRECTIONS, EVIDENCE_ROLES, ROLES, type ThingName, textOf } from "./alert-text.ts";
import { CATEGORIES, techniquesText, titleText } from "./alert-world.ts";
import { timeText } from "./clock.ts";
import { NumberBuilder, type SampleColumn, TextBuilder } from "./column.ts";

export type NumberName = "Id" | "OrgId" | "IncidentId" | "AlertId" | "DetectorId" | "EmailClusterId";
export type TextName =
  | ThingName
  | "Timestamp"
  | "AlertTitle"
  | "Category"
  | "MitreTechniques"
  | "IncidentGrade"
  | "ActionGrouped"
  | "EntityType"
  | "EvidenceRole"
  | "IpAddress"
  | "Roles"
  | "AntispamDirection"
  | "SuspicionLevel"
  | "LastVerdict";

const NUMBERS: readonly NumberName[] = [
  "Id",
  "OrgId",
  "IncidentId",
  "AlertId",
  "DetectorId",
  "EmailClusterId",
];

const TEXTS: Readonly<Record<TextName, (key: number) => string>> = {
  ...textOf,
  Timestamp: timeText,
  AlertTitle: titleText,
  MitreTechniques: techniquesText,
  IpAddress: addressText,
  Category: from(CATEGORIES),
  IncidentGrade: from(EVIDENCE_GRADES),
  ActionGrouped: from(ACTIONS),
  EntityType: from(ENTITY_TYPES),
  EvidenceRole: from(EVIDENCE_ROLES),
  Roles: from(ROLES),
  AntispamDirection: from(DIRECTIONS),
  SuspicionLevel: from(SUSPICIONS),
  LastVerdict: from(VERDICTS),
};

/** The key is an index into the list. */
function from(list: readonly string[]): (key: number) => string {
  return (key) => list[key] as string;
}

export class EvidenceColumns {
  readonly number: Readonly<Record<NumberName, NumberBuilder>>;
  readonly text: Readonly<Record<TextName, TextBuilder>>;

  constructor(rows: number) {
    this.number = built(NUMBERS, (name) => new NumberBuilder(name, rows));
    this.text = built(Object.keys(TEXTS) as TextName[], (name) => new TextBuilder(name, rows, TEXTS[name]));
  }

  finish(): SampleColumn[] {
    return EVIDENCE_FIELDS.map(({ name }) => {
      const builder = this.number[name as NumberName] ?? this.text[name as TextName];
      return builder.finish();
    });
  }
}

function built<Name extends string, Builder>(
  names: readonly Name[],
  make: (name: Name) => Builder,
): Record<Name, Builder> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<Name, Builder>;
}
