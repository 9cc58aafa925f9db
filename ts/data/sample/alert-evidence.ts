/**
 * The cells of a piece of evidence that name things: devices, files, accounts, addresses. In: a row, its organisation,
 * its entity type and its draws. Out: the cells that go with the type are set, the others stay missing. Nothing here
 * depends on the grade.
 */
import { externalAddress, internalAddress } from "./address.ts";
import type { EvidenceColumns } from "./alert-columns.ts";
import type { EntityType } from "./alert-entities.ts";
import { DIRECTIONS, PER_ORGANIZATION } from "./alert-text.ts";
import { type Draws, fixedBits } from "./draws.ts";

/** Slots of the row stream; 0 to 9 are for the cells that tell of the grade (alerts.ts). */
const SLOT = { first: 10, second: 11, third: 12, optional: 13, other: 14 } as const;

type Filler = (columns: EvidenceColumns, row: number, organization: number, draws: Draws) => void;

export function fillEvidence(
  columns: EvidenceColumns,
  row: number,
  organization: number,
  type: EntityType,
  draws: Draws,
): void {
  FILLERS[type](columns, row, organization, draws);
}

const FILLERS: Readonly<Record<EntityType, Filler>> = {
  User({ text }, row, organization, draws) {
    const account = ofOrganization(organization, draws.unit(SLOT.first));
    text.AccountName.set(row, account);
    text.AccountUpn.set(row, account);
    if (draws.chance(SLOT.optional, 0.8)) text.AccountSid.set(row, account);
    if (draws.chance(SLOT.other, 0.9)) text.AccountObjectId.set(row, account);
  },
  Ip: setAddress,
  Url({ text }, row, _organization, draws) {
    text.Url.set(row, common(draws.unit(SLOT.first), 30_000));
  },
  MailMessage({ text }, row, organization, draws) {
    text.NetworkMessageId.set(row, draws.bits(SLOT.first));
    text.AccountUpn.set(row, ofOrganization(organization, draws.unit(SLOT.second)));
    text.AntispamDirection.set(row, common(draws.unit(SLOT.third), DIRECTIONS.length));
  },
  Machine({ text }, row, organization, draws) {
    const device = ofOrganization(organization, draws.unit(SLOT.first));
    // A machine keeps its system: four families with up to nine versions each.
    const system = fixedBits(41, device) % 36;
    text.DeviceId.set(row, device);
    text.DeviceName.set(row, device);
    text.OSFamily.set(row, system % 4);
    text.OSVersion.set(row, system);
  },
  CloudLogonRequest() {},
  Mailbox({ text }, row, organization, draws) {
    const account = ofOrganization(organization, draws.unit(SLOT.first));
    text.AccountUpn.set(row, account);
    if (draws.chance(SLOT.optional, 0.7)) text.AccountObjectId.set(row, account);
  },
  MailCluster({ number }, row, _organization, draws) {
    number.EmailClusterId.set(row, common(draws.unit(SLOT.first), 20_000));
  },
  File(columns, row, _organization, draws) {
    setFile(columns, row, draws);
    if (draws.chance(SLOT.other, 0.06)) setThreat(columns, row, draws);
  },
  Process(columns, row, organization, draws) {
    setFile(columns, row, draws);
    if (!draws.chance(SLOT.other, 0.7)) return;
    const device = ofOrganization(organization, draws.unit(SLOT.second));
    columns.text.DeviceId.set(row, device);
    columns.text.DeviceName.set(row, device);
  },
  RegistryKey({ text }, row, _organization, draws) {
    text.RegistryKey.set(row, common(draws.unit(SLOT.first), 800));
  },
  RegistryValue({ text }, row, _organization, draws) {
    const key = common(draws.unit(SLOT.first), 800);
    text.RegistryKey.set(row, key);
    text.RegistryValueName.set(row, key % 6);
    text.RegistryValueData.set(row, key);
  },
  CloudApplication({ text }, row, _organization, draws) {
    const application = common(draws.unit(SLOT.first), 400);
    text.ApplicationId.set(row, application);
    text.ApplicationName.set(row, application);
  },
  OAuthApplication({ text }, row, _organization, draws) {
    const application = common(draws.unit(SLOT.first), 400);
    text.OAuthApplicationId.set(row, application);
    text.ApplicationName.set(row, application);
  },
  CloudResource({ text }, row, organization, draws) {
    const resource = ofOrganization(organization, draws.unit(SLOT.first));
    text.ResourceIdName.set(row, resource);
    text.ResourceType.set(row, resource % 6);
  },
  CloudLogonSession(columns, row, organization, draws) {
    setAddress(columns, row, organization, draws);
    columns.text.AccountUpn.set(row, ofOrganization(organization, draws.unit(SLOT.second)));
  },
  SecurityGroup() {},
  GenericEntity() {},
  Malware: (columns, row, _organization, draws) => setThreat(columns, row, draws),
};

/** Seven addresses in ten are outside; those have a place, which stays with the address. */
function setAddress({ text }: EvidenceColumns, row: number, organization: number, draws: Draws): void {
  const bits = draws.bits(SLOT.first);
  if (!draws.chance(SLOT.third, 0.7)) {
    text.IpAddress.set(row, internalAddress(organization, bits));
    return;
  }
  const address = externalAddress(bits);
  const place = fixedBits(42, address) % (40 * 8 * 4);
  text.IpAddress.set(row, address);
  text.CountryCode.set(row, Math.floor(place / 32));
  text.State.set(row, Math.floor(place / 4));
  text.City.set(row, place);
}

function setFile({ text }: EvidenceColumns, row: number, draws: Draws): void {
  const file = common(draws.unit(SLOT.first), 40_000);
  text.Sha256.set(row, file);
  text.FileName.set(row, file % 4000);
  if (draws.chance(SLOT.optional, 0.85)) text.FolderPath.set(row, fixedBits(43, file) % 8);
}

function setThreat({ text }: EvidenceColumns, row: number, draws: Draws): void {
  text.ThreatFamily.set(row, common(draws.unit(SLOT.third), 9 * 26));
}

/** One of `count` things, the first ones much more often: the cube of a uniform number. */
function common(unit: number, count: number): number {
  return Math.floor(unit * unit * unit * count);
}

/** A device or an account of an organisation; the largest has some thousands, the small ones have a few dozen. */
function ofOrganization(organization: number, unit: number): number {
  const size = 24 + Math.floor(6000 / (organization + 1));
  return organization * PER_ORGANIZATION + Math.floor(unit * unit * size);
}
