// Which class is likely the one that must not be missed. In: class names. Out: one of them.

/** By its usual names. */
const ATTACKS = /^(tp|true ?positive|attack|malicious|1|true|yes|high|critical)$/i;

export function likelyAttack(classes: readonly string[]): string {
  return classes.find((name) => ATTACKS.test(name)) ?? classes.at(-1) ?? "";
}
