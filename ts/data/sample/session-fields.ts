/** Data dictionary of the sessions. */
import type { Field } from "./field.ts";

export const SESSION_FIELDS: readonly Field[] = [
  { name: "session_id", kind: "category", role: "id", meaning: "Name of the session; each occurs once." },
  {
    name: "src_ip",
    kind: "ip",
    role: "feature",
    meaning: "Address that opened the session: private when inside, a documentation address when outside.",
  },
  { name: "dst_ip", kind: "ip", role: "feature", meaning: "Address that answered; private when inside." },
  { name: "protocol", kind: "category", role: "feature", meaning: "Transport: tcp, udp or icmp." },
  {
    name: "port",
    kind: "number",
    role: "feature",
    meaning: "Port at the destination; missing for icmp, which has none.",
    spread: 13_260,
    range: [1, 65535],
    whole: true,
  },
  {
    name: "bytes_sent",
    kind: "number",
    role: "feature",
    meaning: "Bytes sent by the source. Long-tailed.",
    spread: 29_300_000,
    range: [1, 2 ** 31],
    whole: true,
  },
  {
    name: "duration",
    kind: "number",
    role: "feature",
    meaning: "Seconds from first to last packet, to the millisecond. Long-tailed.",
    spread: 573,
    range: [0.001, 86400],
  },
  {
    name: "packet_count",
    kind: "number",
    role: "feature",
    meaning: "Packets sent by the source. Long-tailed.",
    spread: 40_900,
    range: [1, 2 ** 24],
    whole: true,
  },
  {
    name: "attack_detected",
    kind: "boolean",
    role: "label",
    meaning: "1 when an analyst confirmed an attack, else 0. About 45% are attacks.",
  },
];
