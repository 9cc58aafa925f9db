/**
 * The truth about sessions: the probability of an attack, from what the session shows. Rules of several fields each,
 * in order; the first that fits decides. No probability is 0 or 1, as analysts err, so no model can be always right.
 */
import type { Session } from "./session-traffic.ts";

export function attackProbability(session: Session): number {
  const { port, protocol, packets, bytes, milliseconds, sourceInside, destinationInside } = session;
  const fast = packets * 1000 > 256 * milliseconds;

  // A flood: many small packets a second. From inside on udp it is a load test or a sensor.
  if (packets >= 512 && fast && bytes < 160 * packets) {
    return sourceInside && protocol === "udp" ? 0.06 : 0.96;
  }
  // A probe: a handful of packets to an unusual port. Inside, monitors poll printers and switches likewise.
  if (packets < 8 && milliseconds < 1024 && protocol === "tcp" && port > 1024) {
    return sourceInside && (port === 9100 || port < 16384) ? 0.05 : 0.95;
  }
  if (port === 22 || port === 3389) return remoteProbability(session);
  // Name look-ups that carry data out; to an inside resolver it is a zone transfer.
  if (port === 53 && bytes > 3072) return destinationInside ? 0.06 : 0.94;
  if (!destinationInside && sourceInside) {
    // Data leaving by an odd door, or for long by the usual one.
    if (bytes > 1_500_000 && (port !== 443 || milliseconds > 600_000)) return 0.94;
    // A beacon: next to nothing said, for long, and not to a web server.
    if (bytes < 4096 && milliseconds > 60_000 && port !== 443) return 0.95;
  }
  // Files taken in bulk between machines: copying fast is a worm or ransomware, copying slowly is work.
  if (port === 445 && bytes > 65_536) return milliseconds < 32_000 ? 0.93 : 0.06;
  return 0.05;
}

/** Remote log-in: guesses come from outside, short and busy; from inside only long and large ones stand out. */
function remoteProbability({ packets, bytes, milliseconds, sourceInside }: Session): number {
  if (!sourceInside) return packets > 24 && milliseconds < 90_000 ? 0.95 : 0.07;
  return bytes > 262_144 && milliseconds > 120_000 ? 0.92 : 0.04;
}
