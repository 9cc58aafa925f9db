/**
 * What a run of characters without blanks is, where it is more than a word. In: the run, at most 256 characters, in lower
 * case, without the punctuation around it. Out: the name of its type, for those whose own spelling says nothing that comes
 * back (a hash, an address, an identifier), or what to split it into.
 *
 * All patterns are anchored and look at a bounded run, so the work stays linear in the text.
 */

/** A type stands for what was there: "<sha256>". No word can be spelt so. */
export type Typed = `<${string}>`;

export interface Indicator {
  readonly typed: Typed;
  /** What is left to split into words: the name in a path, the host of a URL. Empty when nothing comes back. */
  readonly rest: string;
}

const HASHES: Readonly<Record<number, Typed>> = {
  32: "<md5>",
  40: "<sha1>",
  64: "<sha256>",
  96: "<sha384>",
  128: "<sha512>",
};

const CVE = /^cve-\d{4}-\d{4,}$/;
const HEX = /^[0-9a-f]+$/;
const GUID = /^\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?$/;
const IPV4 = /^\d{1,3}(?:(?:\.|\[\.\])\d{1,3}){3}(?:[:/]\d{1,5})?$/;
const IPV6 = /^\[?[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:%\w+|\/\d{1,3})?\]?$/;
const MAC = /^[0-9a-f]{2}([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4}$/;
const EMAIL = /^[\w.+-]+@[\w.-]+\.[a-z]{2,}$/;
const URL = /^(?:h[tx]{2}ps?|s?ftp|wss?|ldaps?|smb|file)(?::|\[:\])\/\//;
const REGISTRY = /^(?:hk(?:lm|cu|cr|u|cc)|hkey_[a-z_]+)(?::?\\|$)/;
const WINDOWS_PATH = /^(?:[a-z]:[\\/]|\\\\|%[a-z_]+%[\\/]|\$env:\w+[\\/])/;
const UNIX_PATH = /^(?:~|\.{1,2})?\/[\w.-]+\//;
const HEX_NUMBER = /^0x[0-9a-f]{1,16}$/;
const LONG_NUMBER = /^\d{6,}$/;
const DOMAIN =
  /^(?:[a-z0-9-]{1,63}(?:\.|\[\.\]|\(\.\)))+(?:com|net|org|info|biz|io|ru|cn|ir|kp|de|uk|fr|eu|top|xyz|club|onion|gov|edu|mil|cc|me|tk|co|us|su|site|online|live|app|dev)(?:[:/].*)?$/;
const BASE64 = /^(?=.*\d)[a-z0-9+/]{40,}={0,2}$/;

/** undefined for anything that is made of words alone. */
export function indicatorOf(run: string): Indicator | undefined {
  const first = run.charCodeAt(0);
  if (run.length >= 32 && HASHES[run.length] !== undefined && HEX.test(run))
    return { typed: HASHES[run.length] as Typed, rest: "" };
  if (CVE.test(run)) return { typed: "<cve>", rest: "" };
  // Digits lead most of the following.
  if (first >= 0x30 && first <= 0x39) {
    if (LONG_NUMBER.test(run)) return { typed: "<number>", rest: "" };
    if (HEX_NUMBER.test(run)) return { typed: "<hex>", rest: "" };
    if (IPV4.test(run)) return { typed: "<ip>", rest: "" };
  }
  if (GUID.test(run)) return { typed: "<guid>", rest: "" };
  if (MAC.test(run)) return { typed: "<mac>", rest: "" };
  if (run.includes(":") && IPV6.test(run)) return { typed: "<ip>", rest: "" };
  if (URL.test(run)) return { typed: "<url>", rest: run.replace(URL, "") };
  if (run.includes("@") && EMAIL.test(run)) return { typed: "<email>", rest: "" };
  if (REGISTRY.test(run)) return { typed: "<registry>", rest: run };
  if (WINDOWS_PATH.test(run) || UNIX_PATH.test(run)) return { typed: "<path>", rest: run };
  if (DOMAIN.test(run)) return { typed: "<domain>", rest: run };
  if (BASE64.test(run)) return { typed: "<base64>", rest: "" };
  return undefined;
}
