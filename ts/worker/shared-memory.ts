// Whether threads may share memory here: everywhere in Node, in browsers on pages that are isolated from other origins.

export function canShareMemory(): boolean {
  const isolated = (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated ?? true;
  return isolated && typeof SharedArrayBuffer === "function";
}
