/**
 * Kinds of evidence and what their cells reveal. In: a surface and a grade. Out: how likely each entity type is, and
 * for a type and a grade how likely each verdict, suspicion and action is. These shares are what drawing uses and what
 * the true conditional (alert-grade.ts) uses, so the ceiling is exact. Grades are in the order of a Dataset's classes:
 * BenignPositive, FalsePositive, TruePositive.
 */
import { Weighted } from "./weighted.ts";

export const ENTITY_TYPES = [
  "User",
  "Ip",
  "Url",
  "MailMessage",
  "Machine",
  "CloudLogonRequest",
  "Mailbox",
  "MailCluster",
  "File",
  "Process",
  "RegistryKey",
  "RegistryValue",
  "CloudApplication",
  "OAuthApplication",
  "CloudResource",
  "CloudLogonSession",
  "SecurityGroup",
  "GenericEntity",
  "Malware",
] as const;
export type EntityType = (typeof ENTITY_TYPES)[number];

type ByGrade = readonly [number, number, number];

/** By surface, how often each type occurs. */
const FREQUENCY: readonly Partial<Record<EntityType, number>>[] = [
  { MailMessage: 30, Url: 22, User: 12, Mailbox: 12, MailCluster: 8, Ip: 12, File: 6 },
  { Machine: 26, Process: 24, File: 22, User: 14, Ip: 5, RegistryKey: 2, RegistryValue: 4, Malware: 3 },
  {
    User: 40,
    Ip: 28,
    CloudLogonRequest: 14,
    CloudLogonSession: 6,
    Machine: 6,
    SecurityGroup: 2,
    CloudApplication: 4,
  },
  {
    User: 22,
    CloudApplication: 24,
    OAuthApplication: 6,
    CloudResource: 18,
    Ip: 18,
    File: 6,
    GenericEntity: 6,
  },
  { Ip: 44, Machine: 24, Url: 14, User: 10, GenericEntity: 8 },
];

/** By surface, how a grade makes a type more or less frequent: the same type speaks for one here, another there. */
const TILT: readonly Partial<Record<EntityType, ByGrade>>[] = [
  { Url: [0.7, 0.8, 1.6], MailCluster: [1.5, 0.6, 1], User: [1, 1.6, 0.7], File: [0.8, 0.6, 1.5] },
  { Process: [0.8, 0.7, 1.5], Malware: [0.3, 0.6, 2], User: [1.6, 0.9, 0.7], File: [0.8, 1.7, 0.9] },
  { User: [0.8, 0.9, 1.3], Ip: [1.3, 0.7, 1], CloudLogonRequest: [1, 2, 0.6], Machine: [0.7, 0.7, 1.6] },
  { Ip: [0.7, 0.8, 1.6], User: [1.5, 0.8, 0.8], CloudResource: [1.2, 1.3, 0.7], GenericEntity: [1, 2, 0.6] },
  { Ip: [0.9, 1.4, 0.8], Machine: [1.5, 0.8, 0.8], Url: [0.7, 0.6, 1.8], GenericEntity: [1.5, 1, 0.6] },
];

export const VERDICTS = ["Suspicious", "Malicious", "NoThreatsFound"] as const;
export const SUSPICIONS = ["Suspicious", "Incriminated"] as const;

/** By grade: shares of the verdicts and of the suspicion levels, in the order above; the rest has none. */
interface Assessment {
  readonly verdicts: readonly [ByGrade, ByGrade, ByGrade];
  readonly suspicions: readonly [
    readonly [number, number],
    readonly [number, number],
    readonly [number, number],
  ];
}

const FILES: Assessment = {
  verdicts: [
    [0.16, 0.05, 0.22],
    [0.13, 0.03, 0.34],
    [0.26, 0.2, 0.07],
  ],
  suspicions: [
    [0.16, 0.04],
    [0.13, 0.02],
    [0.26, 0.13],
  ],
};
const MAILS: Assessment = {
  verdicts: [
    [0.1, 0.05, 0.14],
    [0.1, 0.03, 0.22],
    [0.2, 0.17, 0.05],
  ],
  suspicions: [
    [0.08, 0.02],
    [0.06, 0.01],
    [0.16, 0.06],
  ],
};
const OTHERS: Assessment = {
  verdicts: [
    [0.05, 0.01, 0.04],
    [0.03, 0.01, 0.06],
    [0.1, 0.04, 0.02],
  ],
  suspicions: [
    [0.07, 0.01],
    [0.05, 0.01],
    [0.14, 0.04],
  ],
};
const ASSESSMENT: Partial<Record<EntityType, Assessment>> = {
  File: FILES,
  Process: FILES,
  RegistryValue: FILES,
  MailMessage: MAILS,
  Url: MAILS,
  MailCluster: MAILS,
  Ip: OTHERS,
  User: OTHERS,
};

/** By grade: share of accounts and machines on which somebody acted. */
const ACTED: ByGrade = [0.006, 0.002, 0.02];
const CAN_BE_ACTED_ON: ReadonlySet<EntityType> = new Set(["User", "Machine"]);

/** typeShares[surface][grade][type]: probabilities that sum to 1 over the types. */
const typeShares: readonly (readonly Float64Array[])[] = FREQUENCY.map((frequency, surface) =>
  [0, 1, 2].map((grade) => {
    const shares = Float64Array.from(
      ENTITY_TYPES,
      (type) => (frequency[type] ?? 0) * (TILT[surface]?.[type]?.[grade] ?? 1),
    );
    let total = 0;
    for (const share of shares) total += share;
    return shares.map((share) => share / total);
  }),
);
const typePickers: readonly (readonly Weighted[])[] = typeShares.map((grades) =>
  grades.map((shares) => new Weighted(shares)),
);

export interface Cells {
  /** Index into ENTITY_TYPES. */
  type: number;
  /** Index into VERDICTS; -1 is none. */
  verdict: number;
  /** Index into SUSPICIONS; -1 is none. */
  suspicion: number;
  acted: boolean;
}

/** Four numbers from 0 to 1 make the cells of one piece of evidence that tell of the grade. */
export function drawCells(
  surface: number,
  grade: number,
  typeUnit: number,
  verdictUnit: number,
  suspicionUnit: number,
  actionUnit: number,
): Cells {
  const pickers = typePickers[surface] as readonly Weighted[];
  const type = (pickers[grade] as Weighted).pick(typeUnit);
  const name = ENTITY_TYPES[type] as EntityType;
  const assessment = ASSESSMENT[name];
  return {
    type,
    verdict: assessment ? pickShare(assessment.verdicts[grade] as ByGrade, verdictUnit) : -1,
    suspicion: assessment ? pickShare(assessment.suspicions[grade] as [number, number], suspicionUnit) : -1,
    acted: CAN_BE_ACTED_ON.has(name) && actionUnit < (ACTED[grade] as number),
  };
}

/** The probability of these cells on this surface, given the grade. */
export function likelihood(
  surface: number,
  grade: number,
  { type, verdict, suspicion, acted }: Cells,
): number {
  const name = ENTITY_TYPES[type] as EntityType;
  let product = typeShares[surface]?.[grade]?.[type] as number;
  const assessment = ASSESSMENT[name];
  if (assessment) {
    product *= shareOf(assessment.verdicts[grade] as ByGrade, verdict);
    product *= shareOf(assessment.suspicions[grade] as [number, number], suspicion);
  }
  if (CAN_BE_ACTED_ON.has(name)) product *= acted ? (ACTED[grade] as number) : 1 - (ACTED[grade] as number);
  return product;
}

/** -1 when the number lies beyond all shares. */
function pickShare(shares: readonly number[], unit: number): number {
  let rest = unit;
  for (let i = 0; i < shares.length; i++) {
    rest -= shares[i] as number;
    if (rest < 0) return i;
  }
  return -1;
}

function shareOf(shares: readonly number[], index: number): number {
  if (index >= 0) return shares[index] as number;
  return shares.reduce((rest, share) => rest - share, 1);
}
