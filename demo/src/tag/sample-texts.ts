// Alert texts to train a first tagger on: made up for this page, eight a technique.

export interface SampleText {
  readonly text: string;
  readonly technique: string;
}

interface SampleTechnique {
  readonly id: string;
  readonly name: string;
  readonly tactics: string;
  readonly texts: readonly string[];
}

export const TECHNIQUES: readonly SampleTechnique[] = [
  {
    id: "T1003",
    name: "OS Credential Dumping",
    tactics: "credential-access",
    texts: [
      "procdump opened lsass.exe with full memory access and wrote a minidump",
      "A copy of the SAM and SYSTEM registry hives was saved to a temp folder",
      "Process rundll32 called comsvcs.dll MiniDump on the lsass process",
      "ntds.dit was copied out of a volume shadow copy on a domain controller",
      "mimikatz sekurlsa::logonpasswords run from an elevated shell",
      "Suspicious read of lsass memory by an unsigned binary",
      "reg save hklm\\sam executed by a service account",
      "DCSync: replication of directory secrets asked for by a workstation",
    ],
  },
  {
    id: "T1053",
    name: "Scheduled Task/Job",
    tactics: "execution;persistence",
    texts: [
      "schtasks /create added a task that runs a script at every logon",
      "A cron entry was written that downloads and starts a shell script each hour",
      "New scheduled task points to an executable in AppData",
      "at.exe was used to run a command on a remote host at midnight",
      "Task Scheduler registered a task with SYSTEM rights from an Office process",
      "systemd timer created outside of package management",
      "Hidden scheduled task without a security descriptor in the registry",
      "crontab of root was modified by a web server user",
    ],
  },
  {
    id: "T1059",
    name: "Command and Scripting Interpreter",
    tactics: "execution",
    texts: [
      "powershell -enc with a long base64 argument started by winword.exe",
      "wscript ran a javascript file out of a zip archive in Downloads",
      "cmd.exe spawned by excel.exe with an obfuscated command line",
      "bash -c piped a script from curl straight into the shell",
      "python one-liner opened a socket and bound it to /bin/sh",
      "PowerShell downloaded a string and invoked it with IEX",
      "mshta executed inline vbscript passed on the command line",
      "osascript ran an AppleScript that asked the user for a password",
    ],
  },
  {
    id: "T1110",
    name: "Brute Force",
    tactics: "credential-access",
    texts: [
      "412 failed sign-ins for one account from a single address within five minutes",
      "Password spray: one password tried against 900 mailboxes",
      "Repeated ssh authentication failures for root from the internet",
      "Many failed logons followed by a success on the VPN gateway",
      "Hash cracking tool hashcat found running on a server",
      "Credential stuffing against the login page with leaked passwords",
      "Account locked out after too many wrong passwords over RDP",
      "Failed Kerberos pre-authentication for hundreds of users from one host",
    ],
  },
  {
    id: "T1566",
    name: "Phishing",
    tactics: "initial-access",
    texts: [
      "Mail with a link to a fake sign-in page was delivered to 14 mailboxes",
      "User reported an email that asks to open an invoice attachment with macros",
      "Attachment is an html file that loads a credential form",
      "Sender domain looks like the company's and was registered yesterday",
      "Message with a QR code that leads to a login page was quarantined",
      "Spearphishing email to the finance team pretends to be the director",
      "Malicious URL in an email was clicked before it was blocked",
      "Email with a password-protected archive and the password in its text",
    ],
  },
  {
    id: "T1021",
    name: "Remote Services",
    tactics: "lateral-movement",
    texts: [
      "psexec started a service on three servers from a workstation",
      "RDP session between two workstations that never talked before",
      "Admin share C$ mounted with a domain administrator's account at night",
      "WinRM session opened to a database server by a helpdesk account",
      "ssh login from a web server to the backup host with a new key",
      "Remote service creation over SMB named pipe svcctl",
      "VNC connection to a kiosk machine from another segment",
      "Lateral movement: the same account logged on to 20 hosts over RDP",
    ],
  },
  {
    id: "T1486",
    name: "Data Encrypted for Impact",
    tactics: "impact",
    texts: [
      "Thousands of files were renamed with a new extension within a minute",
      "A ransom note README_DECRYPT.txt was written to every folder",
      "Ransomware behaviour: mass encryption of documents on a file share",
      "Process overwrote office files with data of high entropy",
      "Encryption of a virtual machine datastore was started on the hypervisor",
      "File server reports that shared documents can no longer be opened, ransom demanded",
      "Known ransomware family detected while it encrypted user profiles",
      "Database files were encrypted and a ransom message left on the desktop",
    ],
  },
  {
    id: "T1567",
    name: "Exfiltration Over Web Service",
    tactics: "exfiltration",
    texts: [
      "rclone uploaded 40 GB to a cloud storage account outside the company",
      "Large upload to a file sharing site from a finance workstation",
      "Archive of source code was pushed to a personal git repository",
      "Data sent to a paste site through its API in small pieces",
      "mega.nz client transferred files from a file server at night",
      "Outbound transfer of customer records to a webhook address",
      "User uploaded confidential documents to a private cloud drive",
      "Exfiltration: compressed archives posted to a chat service's attachment store",
    ],
  },
  {
    id: "T1547",
    name: "Boot or Logon Autostart Execution",
    tactics: "persistence;privilege-escalation",
    texts: [
      "A value was added to the registry Run key that starts a binary in Temp",
      "New shortcut in the Startup folder points to a script",
      "Winlogon Shell value in the registry was changed",
      "A driver was registered to load at boot from a user folder",
      "RunOnce key set by an installer of unknown origin",
      "LSA authentication package added to the registry for persistence at boot",
      "Login item added that launches an unsigned application at logon",
      "Print monitor dll registered to be loaded by the spooler at startup",
    ],
  },
  {
    id: "T1070",
    name: "Indicator Removal",
    tactics: "defense-evasion",
    texts: [
      "wevtutil cl Security cleared the security event log",
      "Event log was cleared by an administrator account outside of maintenance",
      "bash history was deleted and history recording switched off",
      "Timestamps of dropped files were changed to match system files",
      "usn journal deleted with fsutil",
      "Log files under /var/log were truncated by a web shell",
      "Dropped tools were removed with a secure delete utility after use",
      "Audit records of the database were purged by a service account",
    ],
  },
  {
    id: "T1046",
    name: "Network Service Discovery",
    tactics: "discovery",
    texts: [
      "Port scan of the server segment from a workstation, 1,000 ports a host",
      "nmap run against the internal network by a contractor's laptop",
      "One host connected to port 445 of every address in the subnet",
      "Sweep for open RDP ports across three segments",
      "Advanced IP Scanner executed on an endpoint",
      "Horizontal scan for ssh services was seen on the internal firewall",
      "Service enumeration against the cluster's API from a compromised pod",
      "Masscan traffic pattern inside of the data centre network",
    ],
  },
  {
    id: "T1071",
    name: "Application Layer Protocol",
    tactics: "command-and-control",
    texts: [
      "Regular beacons every 60 seconds over https to a domain that nobody else visits",
      "DNS queries with long encoded subdomains to one name server",
      "Command and control traffic hidden in http cookies",
      "Cobalt Strike beacon profile matched in outbound TLS traffic",
      "Process without a user interface polls a remote web server for commands",
      "DNS tunnel: thousands of TXT lookups to a single domain",
      "C2 channel over websocket to a newly registered domain",
      "Jittered callbacks to an address on a threat intelligence list",
    ],
  },
];

export const SAMPLE_TEXTS: readonly SampleText[] = TECHNIQUES.flatMap(({ id, texts }) =>
  texts.map((text) => ({ text, technique: id })),
);

/** To begin with; none of the texts above. */
export const FIRST_TEXT =
  "procdump64.exe opened lsass.exe on FIN-LT-031 with full memory access and wrote a minidump of the process to C:\\Temp";
