/**
 * What encodes features of each kind. A new kind is a line here and one in registry.ts.
 */
import { boolean } from "./encode-boolean.ts";
import { category } from "./encode-category.ts";
import { frequency } from "./encode-frequency.ts";
import { ip } from "./encode-ip.ts";
import { number } from "./encode-number.ts";
import { tags } from "./encode-tags.ts";
import { target } from "./encode-target.ts";
import { text } from "./encode-text.ts";
import { time } from "./encode-time.ts";
import type { Restore } from "./kind.ts";

/** By the kind's name. */
export type Encodings = Readonly<Record<string, Restore>>;

/** Kinds whose encoding is short. */
export const shortEncodings: Encodings = { boolean, category, frequency, ip, number, tags, target, time };

/** Written out: bundlers keep a spread that nothing uses. */
export const allEncodings: Encodings = { boolean, category, frequency, ip, number, tags, target, text, time };
