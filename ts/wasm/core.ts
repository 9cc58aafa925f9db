// The typed door to core.wasm (rust-core/wasm): compiled on first use, then kept; faults become HedgerowErrors.

import { loadCore } from "#load";
import { type ErrorCode, HedgerowError } from "../error.ts";
import * as glue from "./generated/core.js";

/** The classes that core.wasm exports. Their objects hold WebAssembly memory: `free()` them when done. */
export type Core = typeof glue;

let ready: Promise<Core> | undefined;
let compiled: WebAssembly.Module | undefined;

/** The compiled core, the same for all callers. */
export function core(): Promise<Core> {
  ready ??= loadCore().then(
    (module) => adoptCore(module),
    (cause) => {
      // A failed download may be tried again.
      ready = undefined;
      throw new HedgerowError("internal", "core.wasm can not be loaded", {}, { cause });
    },
  );
  return ready;
}

/** The core of a module that was compiled elsewhere, the same for all later callers. */
export function adoptCore(module: WebAssembly.Module): Core {
  glue.initSync({ module });
  compiled = module;
  ready = Promise.resolve(glue);
  return glue;
}

/** Once the core is there: its module, for workers, so that it is compiled once for all. */
export function compiledCore(): WebAssembly.Module {
  if (compiled === undefined) throw new HedgerowError("internal", "core.wasm is not loaded yet");
  return compiled;
}

/** Runs calls into the core and makes a HedgerowError of whatever they throw. */
export function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw asHedgerowError(cause);
  }
}

function asHedgerowError(cause: unknown): unknown {
  if (cause instanceof WebAssembly.RuntimeError) {
    return new HedgerowError(
      "internal",
      "the WebAssembly core stopped, most likely out of memory",
      {},
      { cause },
    );
  }
  // The Rust door writes code:offset:sentence.
  const parts = cause instanceof Error ? /^([a-z-]+):(\d*):(.*)$/s.exec(cause.message) : null;
  if (parts === null) return cause;
  const [, code, offset, sentence] = parts as unknown as [string, string, string, string];
  return new HedgerowError(code as ErrorCode, sentence, offset === "" ? {} : { offset: Number(offset) }, {
    cause,
  });
}
