/** Data dictionary of the evidence rows: the 45 columns of Microsoft GUIDE, in its order, with invented contents. */
import type { Field } from "./field.ts";

export const EVIDENCE_FIELDS: readonly Field[] = [
  id("Id", "Number of the row; each occurs once."),
  category("OrgId", "Organisation, a number: 6,000 of them, long-tailed; the 60 largest may have habits."),
  id(
    "IncidentId",
    "Incident that the evidence belongs to. All its rows have one grade: split by this column.",
  ),
  id("AlertId", "Alert within the incident; an alert has one to six rows."),
  {
    name: "Timestamp",
    kind: "time",
    role: "feature",
    meaning: "When the alert was raised, UTC. The hour matters.",
  },
  category(
    "DetectorId",
    "Detector, a number: 9,000 of them, long-tailed. An incident has one detector here.",
  ),
  category("AlertTitle", "Title of the alert: family of the detector and what it saw."),
  category("Category", "Stage of an attack that the detector reports."),
  { ...category("MitreTechniques", "Techniques that the detector names, with semicolons."), kind: "tags" },
  {
    name: "IncidentGrade",
    kind: "category",
    role: "label",
    meaning:
      "TruePositive: an attack; BenignPositive: real but harmless; FalsePositive: the detector was wrong.",
  },
  category("ActionGrouped", "What was done to an account or machine, in groups. Very sparse."),
  category("ActionGranular", "The same in detail. Very sparse."),
  category("EntityType", "Kind of evidence; decides which of the columns below are filled."),
  category("EvidenceRole", "Related to the incident or Impacted by it."),
  category("DeviceId", "Machine, for Machine and most Process rows."),
  category("DeviceName", "Its name."),
  category("Sha256", "Hash of the file, for File and Process rows."),
  { ...category("IpAddress", "Address, for Ip and CloudLogonSession rows."), kind: "ip" },
  category("Url", "Address of a page, for Url rows."),
  category("AccountSid", "Account's security id, for most User rows."),
  category("AccountUpn", "Account's log-in name, for User, Mailbox, MailMessage and CloudLogonSession rows."),
  category("AccountObjectId", "Account's id in the cloud directory, for most User and Mailbox rows."),
  category("AccountName", "Account's short name, for User rows."),
  category("NetworkMessageId", "Id of the mail, for MailMessage rows."),
  category("EmailClusterId", "Group of like mails, for MailCluster rows."),
  category("RegistryKey", "For RegistryKey and RegistryValue rows."),
  category("RegistryValueName", "For RegistryValue rows."),
  category("RegistryValueData", "For RegistryValue rows."),
  category("ApplicationId", "Cloud application, for CloudApplication rows."),
  category("ApplicationName", "Its name; OAuthApplication rows have one as well."),
  category("OAuthApplicationId", "For OAuthApplication rows."),
  category("ThreatFamily", "Family of malware, for Malware rows and some File rows."),
  category("FileName", "For File and Process rows."),
  category("FolderPath", "For most File and Process rows."),
  category("ResourceIdName", "Cloud resource, for CloudResource rows."),
  category("ResourceType", "Its type."),
  category("Roles", "Part that the entity plays in the incident. Sparse."),
  category("OSFamily", "Operating system of the machine, for Machine rows."),
  category("OSVersion", "Its version, for Machine rows."),
  category("AntispamDirection", "Inbound, Outbound or Internal, for MailMessage rows."),
  category("SuspicionLevel", "Suspicious or Incriminated; missing in nine rows of ten."),
  category("LastVerdict", "Suspicious, Malicious or NoThreatsFound; missing in four rows of five."),
  category("CountryCode", "Country of an outside address: codes X.. and Q.., which no country has."),
  category("State", "Its state."),
  category("City", "Its city."),
];

function id(name: string, meaning: string): Field {
  return { name, kind: "category", role: "id", meaning };
}

function category(name: string, meaning: string): Field {
  return { name, kind: "category", role: "feature", meaning };
}
