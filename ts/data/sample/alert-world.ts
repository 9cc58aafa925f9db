/**
 * The invented world behind the evidence: organisations, detectors, alert titles, techniques. In: an index. Out: what
 * that organisation or detector is like, the same for every seed. Both are long-tailed: rank 0 is seen most.
 */
import { fixedBits } from "./draws.ts";
import { Weighted, zipf } from "./weighted.ts";

export const ORGANIZATION_COUNT = 6000;
export const DETECTOR_COUNT = 9000;
export const HABIT_COUNT = 5;

export const CATEGORIES = [
  "InitialAccess",
  "Exfiltration",
  "SuspiciousActivity",
  "CommandAndControl",
  "Impact",
  "CredentialAccess",
  "Execution",
  "Malware",
  "Discovery",
  "Persistence",
  "DefenseEvasion",
  "LateralMovement",
  "PrivilegeEscalation",
  "UnwantedSoftware",
  "Collection",
  "Ransomware",
] as const;

export const SURFACES = ["email", "endpoint", "identity", "cloud", "network"] as const;

/** A family of detectors: its name in titles, its surface, its weight, and the categories it reports. */
type Family = readonly [name: string, surface: number, weight: number, categories: readonly number[]];

export const FAMILIES: readonly Family[] = [
  ["Mail filter", 0, 16, [0, 7, 2, 1]],
  ["Link detonation", 0, 9, [0, 5, 7]],
  ["User report", 0, 8, [0, 2, 13]],
  ["Endpoint behavior", 1, 14, [6, 9, 10, 11, 3]],
  ["Antivirus", 1, 9, [7, 13, 15, 6]],
  ["Script monitor", 1, 6, [6, 10, 9, 8]],
  ["Sign-in risk", 2, 13, [0, 5, 2, 12]],
  ["Directory watch", 2, 7, [8, 12, 5, 11]],
  ["Cloud audit", 3, 8, [4, 12, 1, 8]],
  ["App consent", 3, 4, [9, 14, 2]],
  ["Network sensor", 4, 8, [3, 1, 8, 11]],
  ["Custom rule", 4, 6, [2, 4, 3, 5, 15]],
];

/** By category: what a title says, and the technique numbers that detectors of it name. */
const SAYINGS: readonly (readonly [saying: string, ...techniques: string[]])[] = [
  ["first contact of an unknown sender", "T1566", "T1566.002", "T1078", "T1190"],
  ["large upload to an outside store", "T1048", "T1567", "T1041"],
  ["activity out of the ordinary", "T1078", "T1036"],
  ["regular calls to a rare host", "T1071", "T1105", "T1572"],
  ["resources deleted, stopped or flooded", "T1490", "T1498", "T1496"],
  ["many failed log-ins, then one success", "T1110", "T1110.003", "T1003", "T1555"],
  ["command line with hidden parts", "T1059", "T1059.001", "T1204"],
  ["harmful file found", "T1204.002", "T1027"],
  ["accounts, hosts or ports listed", "T1046", "T1087", "T1018"],
  ["start-up entry, task or rule added", "T1098", "T1547", "T1053"],
  ["protection or logging switched off", "T1562", "T1070", "T1027"],
  ["remote service used between machines", "T1021", "T1570", "T1550"],
  ["role or permission raised", "T1068", "T1078.004", "T1548"],
  ["unwanted program installed", "T1204"],
  ["mail or files gathered", "T1114", "T1213", "T1005"],
  ["files changed in bulk", "T1486", "T1490"],
];

/** Several categories name the same techniques; there are fewer than 64. */
const TECHNIQUES: readonly string[] = [...new Set(SAYINGS.flatMap((words) => words.slice(1)))];

const VARIANTS = ["", ", repeated", " (several assets)"] as const;

export const ORGANIZATIONS: Weighted = zipf(ORGANIZATION_COUNT, 2);
export const DETECTORS: Weighted = zipf(DETECTOR_COUNT, 2);
const BY_FAMILY: Weighted = new Weighted(FAMILIES.map((family) => family[2]));

export function familyOf(detector: number): number {
  return BY_FAMILY.pick(fixedBits(11, detector) / 4294967296);
}

/** Index into CATEGORIES; a detector reports one category. */
export function categoryOf(detector: number): number {
  const categories = (FAMILIES[familyOf(detector)] as Family)[3];
  return categories[fixedBits(12, detector) % categories.length] as number;
}

/** Index into SURFACES. */
export function surfaceOf(detector: number): number {
  return (FAMILIES[familyOf(detector)] as Family)[1];
}

/** 0 is no habit; only the 60 largest organisations have one, as of a small one too little is seen to learn it. */
export function habitOf(organization: number): number {
  return organization < 60 ? fixedBits(13, organization) % HABIT_COUNT : 0;
}

/** The key of a title: family, category and variant. */
export function titleOf(detector: number): number {
  const cell = familyOf(detector) * CATEGORIES.length + categoryOf(detector);
  return cell * VARIANTS.length + (fixedBits(14, detector) % VARIANTS.length);
}

export function titleText(key: number): string {
  const cell = Math.floor(key / VARIANTS.length);
  const family = FAMILIES[Math.floor(cell / CATEGORIES.length)] as Family;
  const saying = SAYINGS[cell % CATEGORIES.length] as readonly [string];
  return `${family[0]}: ${saying[0]}${VARIANTS[key % VARIANTS.length]}`;
}

/** The key of a detector's techniques; undefined for the four in ten that name none. */
export function techniquesOf(detector: number): number | undefined {
  const bits = fixedBits(15, detector);
  if (bits % 10 < 4) return undefined;
  const own = (SAYINGS[categoryOf(detector)] as readonly string[]).slice(1);
  const first = (bits >>> 8) % own.length;
  const second = bits % 10 < 8 ? first : (first + 1) % own.length;
  return TECHNIQUES.indexOf(own[first] as string) * 64 + TECHNIQUES.indexOf(own[second] as string);
}

/** One technique, or two with a semicolon between them. */
export function techniquesText(key: number): string {
  const first = TECHNIQUES[Math.floor(key / 64)] as string;
  const second = TECHNIQUES[key % 64] as string;
  return first === second ? first : `${first};${second}`;
}
