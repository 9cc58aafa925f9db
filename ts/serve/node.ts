/** hedgerow/serve/node: the service in a Node process. */

export { AuditLog, type AuditOptions, verifyAuditLog } from "./audit-log.node.ts";
export { type ListenOptions, listen, type RunningServer } from "./server.node.ts";
export { type ModelWatch, type WatchOptions, watchModel } from "./watch-model.node.ts";
