/**
 * The texts of evidence cells. In: a key that names a thing of the invented world (a device, a file, an account).
 * Out: its text, always the same for the same key and different for different keys. All names are made up; hosts are
 * under example.com and its siblings, which are set aside for that.
 */
import { fixedBits } from "./draws.ts";

/** Devices and accounts are keyed by organisation times this, plus their number in it. */
export const PER_ORGANIZATION = 8192;

const FILE_STEMS = [
  "setup",
  "invoice",
  "update",
  "report",
  "agent",
  "helper",
  "backup",
  "viewer",
  "loader",
  "sync",
];
const FILE_ENDS = [".exe", ".dll", ".ps1", ".docx", ".zip", ".js", ".pdf", ".sh"];
const FOLDERS = [
  "C:\\Users\\Public\\Downloads",
  "C:\\ProgramData\\Agent",
  "C:\\Windows\\Temp",
  "C:\\Program Files\\Reporting, Inc",
  "/usr/local/bin",
  "/tmp",
  "/opt/backup",
  "D:\\Shares\\Finance",
];
const PAGES = ["login", "invoice", "download", "verify", "reset", "share"];
const HOSTS = ["example.com", "example.net", "example.org"];
const THREATS = ["Brindle", "Corvid", "Dapple", "Fennel", "Gossam", "Harrow", "Lichen", "Nettle", "Thistle"];
const APPLICATIONS = ["Mail", "Files", "Chat", "Payroll", "Tickets", "Wiki", "Calendar", "Builds"];
const RESOURCES = ["vm", "store", "db", "vault", "cluster", "function"];
const RESOURCE_TYPES = [
  "Virtual machine",
  "Object store",
  "Database",
  "Key vault",
  "Container cluster",
  "Function",
];
const REGISTRY_VALUES = ["Run", "Path", "Enabled", "Server", "Command", "Level"];
const SYSTEMS = ["desktop", "server", "phone", "appliance"];
export const ACTIONS: readonly string[] = ["ContainAccount", "IsolateDevice"];
/** By action. */
export const ACTIONS_IN_DETAIL: readonly (readonly string[])[] = [
  ["disable account", "reset password", "sign out"],
  ["isolate response", "contain device", "collect files"],
];
export const ROLES: readonly string[] = [
  "Contextual",
  "Compromised",
  "Attacker",
  "Source",
  "Destination",
  "Created",
];
export const DIRECTIONS: readonly string[] = ["Inbound", "Outbound", "Internal"];
export const EVIDENCE_ROLES: readonly string[] = ["Related", "Impacted"];
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** Hexadecimal digits that depend on the key; `what` keeps different things apart. */
function hex(what: number, key: number, words: number): string {
  let text = "";
  for (let i = 0; i < words; i++) {
    text += fixedBits(what + i, key)
      .toString(16)
      .padStart(8, "0");
  }
  return text;
}

function at(list: readonly string[], index: number): string {
  return list[index % list.length] as string;
}

function organization(key: number): number {
  return Math.floor(key / PER_ORGANIZATION);
}

/** Columns whose texts are made here. */
export type ThingName =
  | "DeviceId"
  | "DeviceName"
  | "Sha256"
  | "Url"
  | "AccountSid"
  | "AccountUpn"
  | "AccountObjectId"
  | "AccountName"
  | "NetworkMessageId"
  | "RegistryKey"
  | "RegistryValueName"
  | "RegistryValueData"
  | "ApplicationId"
  | "ApplicationName"
  | "OAuthApplicationId"
  | "ThreatFamily"
  | "FileName"
  | "FolderPath"
  | "ResourceIdName"
  | "ResourceType"
  | "OSFamily"
  | "OSVersion"
  | "CountryCode"
  | "State"
  | "City"
  | "ActionGranular";

/** The texts by column; keys are of devices, files, accounts and so on, as the column's name says. */
export const textOf: Readonly<Record<ThingName, (key: number) => string>> = {
  DeviceId: (key: number) => hex(40, key, 4),
  DeviceName: (key: number) => `host-${organization(key)}-${key % PER_ORGANIZATION}`,
  Sha256: (key: number) => hex(50, key, 8),
  Url: (key: number) =>
    `https://${hex(60, Math.floor(key / 4), 1)}.${at(HOSTS, key)}/${at(PAGES, key)}?id=${key}`,
  AccountSid: (key: number) => `S-1-5-21-${fixedBits(62, organization(key))}-${1000 + key}`,
  AccountUpn: (key: number) => `user${key % PER_ORGANIZATION}@org${organization(key)}.example.com`,
  AccountObjectId: (key: number) => hex(64, key, 4),
  AccountName: (key: number) => `user${key % PER_ORGANIZATION}.org${organization(key)}`,
  NetworkMessageId: (key: number) => hex(70, key, 4),
  RegistryKey: (key: number) => `HKEY_LOCAL_MACHINE\\SOFTWARE\\Sample\\Component${key}`,
  RegistryValueName: (key: number) => at(REGISTRY_VALUES, key),
  RegistryValueData: (key: number) => `"C:\\ProgramData\\Agent\\component${key}.exe" /quiet`,
  ApplicationId: (key: number) => hex(74, key, 4),
  ApplicationName: (key: number) => `${at(APPLICATIONS, key)} ${Math.floor(key / APPLICATIONS.length) + 1}`,
  OAuthApplicationId: (key: number) => hex(78, key, 4),
  ThreatFamily: (key: number) => `${at(THREATS, key)}.${at(LETTERS.split(""), Math.floor(key / 9))}`,
  FileName: (key: number) =>
    `${at(FILE_STEMS, key)}${Math.floor(key / 80) || ""}${at(FILE_ENDS, Math.floor(key / 10))}`,
  FolderPath: (key: number) => at(FOLDERS, key),
  ResourceIdName: (key: number) => `/org${organization(key)}/${at(RESOURCES, key)}-${key % PER_ORGANIZATION}`,
  ResourceType: (key: number) => at(RESOURCE_TYPES, key),
  OSFamily: (key: number) => at(SYSTEMS, key),
  OSVersion: (key: number) => `${at(SYSTEMS, key)} ${1 + Math.floor(key / SYSTEMS.length)}`,
  CountryCode: countryText,
  State: (key: number) => `${countryText(Math.floor(key / 8))}-${1 + (key % 8)}`,
  City: (key: number) => `Town ${1 + key}`,
  ActionGranular: (key: number) => at(ACTIONS_IN_DETAIL[Math.floor(key / 3)] as readonly string[], key),
};

/** 40 codes of those set aside for private use: XA to XZ, then QM to QZ. */
function countryText(key: number): string {
  return key < 26 ? `X${LETTERS[key]}` : `Q${LETTERS[key - 14]}`;
}
