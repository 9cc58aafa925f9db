/**
 * `sampleSessions`: network sessions with a label, made up. In: rows, seed, drift. Out: columns session_id, src_ip,
 * dst_ip, protocol, port, bytes_sent, duration, packet_count, attack_detected, one session a row.
 */
import { addressText, externalAddress, internalAddress } from "./address.ts";
import { NumberBuilder, type SampleColumn, TextBuilder } from "./column.ts";
import { Draws } from "./draws.ts";
import { applyDrift } from "./drift.ts";
import { type Ceiling, checkSampleOptions, type Sample, type SampleOptions } from "./sample.ts";
import { attackProbability } from "./session-attack.ts";
import { SESSION_FIELDS } from "./session-fields.ts";
import { drawSession, SESSION_SLOT, type Session } from "./session-traffic.ts";

/** Measured on 1,000,000 sessions without drift. */
export const SESSION_CEILING: Ceiling = { accuracy: 0.948, macroF1: 0.947 };

const STREAM = 1;
const PROTOCOLS = ["tcp", "udp", "icmp"] as const;

/**
 * @example
 * const sample = sampleSessions({ rows: 1000, seed: 7 });
 * sample.columns.map((column) => column.name); // ["session_id", "src_ip", ...]
 */
export function sampleSessions(options: SampleOptions): Sample {
  const { rows, seed, drift } = checkSampleOptions(options);
  const columns = new SessionColumns(rows);
  const best = new Uint8Array(rows);
  const draws = new Draws(seed, STREAM);
  for (let row = 0; row < rows; row++) {
    const session = drawSession(draws.at(row));
    const probability = attackProbability(session);
    best[row] = probability > 0.5 ? 1 : 0;
    columns.set(row, session, draws.chance(SESSION_SLOT.label, probability), draws);
  }
  return {
    name: "sessions",
    rows,
    label: "attack_detected",
    classes: ["0", "1"],
    columns: applyDrift(columns.finish(), SESSION_FIELDS, drift, seed),
    fields: SESSION_FIELDS,
    best,
  };
}

class SessionColumns {
  readonly #id: TextBuilder;
  readonly #source: TextBuilder;
  readonly #destination: TextBuilder;
  readonly #protocol: TextBuilder;
  readonly #port: NumberBuilder;
  readonly #bytes: NumberBuilder;
  readonly #duration: NumberBuilder;
  readonly #packets: NumberBuilder;
  readonly #attack: NumberBuilder;

  constructor(rows: number) {
    this.#id = new TextBuilder("session_id", rows, (key) => `ses-${key.toString(16).padStart(8, "0")}`);
    this.#source = new TextBuilder("src_ip", rows, addressText);
    this.#destination = new TextBuilder("dst_ip", rows, addressText);
    this.#protocol = new TextBuilder("protocol", rows, (key) => PROTOCOLS[key] as string);
    this.#port = new NumberBuilder("port", rows);
    this.#bytes = new NumberBuilder("bytes_sent", rows);
    this.#duration = new NumberBuilder("duration", rows);
    this.#packets = new NumberBuilder("packet_count", rows);
    this.#attack = new NumberBuilder("attack_detected", rows);
  }

  set(row: number, session: Session, attack: boolean, draws: Draws): void {
    const sourceBits = draws.bits(SESSION_SLOT.source);
    const destinationBits = draws.bits(SESSION_SLOT.destination);
    this.#id.setOnly(row, draws.bits(SESSION_SLOT.id));
    this.#source.set(row, address(session.sourceInside, sourceBits));
    this.#destination.set(row, address(session.destinationInside, destinationBits));
    this.#protocol.set(row, PROTOCOLS.indexOf(session.protocol));
    if (session.port !== 0) this.#port.set(row, session.port);
    this.#bytes.set(row, session.bytes);
    this.#duration.set(row, session.milliseconds / 1000);
    this.#packets.set(row, session.packets);
    this.#attack.set(row, attack ? 1 : 0);
  }

  finish(): SampleColumn[] {
    return [
      this.#id.finish(),
      this.#source.finish(),
      this.#destination.finish(),
      this.#protocol.finish(),
      this.#port.finish(),
      this.#bytes.finish(),
      this.#duration.finish(),
      this.#packets.finish(),
      this.#attack.finish(),
    ];
  }
}

/** All sessions are of one network, number 20. */
function address(inside: boolean, bits: number): number {
  return inside ? internalAddress(20, bits) : externalAddress(bits);
}
