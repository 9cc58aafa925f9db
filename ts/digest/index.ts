/**
 * hedgerow/digest: the shift report made from a model's answers, while records come in.
 *
 * ```ts
 * import { Digest, digestPage } from "hedgerow/digest";
 *
 * const digest = new Digest(model, { by: ["OrgId", "DetectorId"] });
 * for (const alert of alerts) digest.add(alert);
 * const page = digestPage(await digest.results());
 * ```
 */

export { Digest, type DigestOptions } from "./digest.ts";
export { digestMarkdown } from "./digest-markdown.ts";
export { type DigestPageOptions, digestPage } from "./digest-page.ts";
export type * from "./results.ts";
