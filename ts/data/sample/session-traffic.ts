/**
 * What sessions look like. In: the draws of one session. Out: what a flow record shows. Each kind of traffic covers
 * both harmless and hostile sessions; only several fields together tell them apart (session-attack.ts).
 */
import type { Draws } from "./draws.ts";
import { Weighted } from "./weighted.ts";

export type Protocol = "tcp" | "udp" | "icmp";

export interface Session {
  protocol: Protocol;
  /** 0 for icmp. */
  port: number;
  sourceInside: boolean;
  destinationInside: boolean;
  packets: number;
  bytes: number;
  milliseconds: number;
}

/** Ranges are powers of two: [3, 12] is from 8 to 4,096, about equally likely between any two powers. */
interface Traffic {
  readonly weight: number;
  /** Protocol and port; port 0 stands for any port. */
  readonly services: readonly (readonly [Protocol, number])[];
  readonly sourceInside: number;
  readonly destinationInside: number;
  readonly packets: readonly [number, number];
  readonly bytesPerPacket: readonly [number, number];
  readonly milliseconds: readonly [number, number];
}

const web: Traffic = {
  weight: 6,
  services: [
    ["tcp", 443],
    ["tcp", 443],
    ["tcp", 80],
    ["udp", 443],
  ],
  sourceInside: 0.8,
  destinationInside: 0.2,
  packets: [3, 12],
  bytesPerPacket: [6, 11],
  milliseconds: [6, 18],
};
const burst: Traffic = {
  weight: 21,
  services: [
    ["tcp", 80],
    ["tcp", 443],
    ["udp", 53],
    ["udp", 123],
    ["udp", 0],
    ["icmp", 0],
  ],
  sourceInside: 0.25,
  destinationInside: 0.8,
  packets: [8, 18],
  bytesPerPacket: [5, 8],
  milliseconds: [10, 16],
};
const probe: Traffic = {
  weight: 18,
  services: [
    ["tcp", 0],
    ["tcp", 0],
    ["tcp", 0],
    ["tcp", 443],
    ["tcp", 9100],
    ["udp", 161],
  ],
  sourceInside: 0.3,
  destinationInside: 0.9,
  packets: [0, 4],
  bytesPerPacket: [5, 8],
  milliseconds: [0, 11],
};
const remote: Traffic = {
  weight: 17,
  services: [
    ["tcp", 22],
    ["tcp", 3389],
  ],
  sourceInside: 0.3,
  destinationInside: 0.9,
  packets: [4, 12],
  bytesPerPacket: [6, 9],
  milliseconds: [10, 18],
};
const names: Traffic = {
  weight: 12,
  services: [
    ["udp", 53],
    ["udp", 53],
    ["tcp", 53],
  ],
  sourceInside: 0.9,
  destinationInside: 0.4,
  packets: [2, 9],
  bytesPerPacket: [6, 10],
  milliseconds: [2, 14],
};
const transfer: Traffic = {
  weight: 13,
  services: [
    ["tcp", 443],
    ["tcp", 21],
    ["tcp", 22],
    ["tcp", 873],
    ["tcp", 8443],
  ],
  sourceInside: 0.9,
  destinationInside: 0.3,
  packets: [10, 18],
  bytesPerPacket: [8, 11],
  milliseconds: [12, 22],
};
const heartbeat: Traffic = {
  weight: 12,
  services: [
    ["tcp", 443],
    ["tcp", 1883],
    ["tcp", 5222],
    ["tcp", 4444],
    ["tcp", 8080],
    ["udp", 0],
  ],
  sourceInside: 0.95,
  destinationInside: 0.2,
  packets: [1, 6],
  bytesPerPacket: [5, 8],
  milliseconds: [14, 22],
};
const share: Traffic = {
  weight: 8,
  services: [
    ["tcp", 445],
    ["tcp", 445],
    ["tcp", 445],
    ["tcp", 2049],
  ],
  sourceInside: 0.95,
  destinationInside: 0.95,
  packets: [4, 15],
  bytesPerPacket: [8, 11],
  milliseconds: [10, 17],
};

const TRAFFIC = [web, burst, probe, remote, names, transfer, heartbeat, share] as const;
const KINDS: Weighted = new Weighted(TRAFFIC.map((traffic) => traffic.weight));

/** Slots of the session stream; addresses and label draw from slots of their own. */
export const SESSION_SLOT = {
  kind: 0,
  service: 1,
  port: 2,
  sourceInside: 3,
  destinationInside: 4,
  packets: 5,
  size: 6,
  time: 7,
  source: 8,
  destination: 9,
  label: 10,
  id: 11,
} as const;

export function drawSession(draws: Draws): Session {
  const slot = SESSION_SLOT;
  const traffic = TRAFFIC[KINDS.pick(draws.unit(slot.kind))] as Traffic;
  const [protocol, port] = traffic.services[draws.below(slot.service, traffic.services.length)] as [
    Protocol,
    number,
  ];
  const packets = Math.floor(draws.ladder(slot.packets, ...traffic.packets));
  return {
    protocol,
    port: protocol === "icmp" || port !== 0 ? port : 1024 + draws.below(slot.port, 64512),
    sourceInside: draws.chance(slot.sourceInside, traffic.sourceInside),
    destinationInside: draws.chance(slot.destinationInside, traffic.destinationInside),
    packets,
    bytes: Math.floor(packets * draws.ladder(slot.size, ...traffic.bytesPerPacket)),
    milliseconds: Math.floor(draws.ladder(slot.time, ...traffic.milliseconds)),
  };
}
