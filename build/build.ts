// Builds dist/ from rust-core, as-kernels and ts. Needs what ./setup installs. Steps without changes are skipped.
//
//   rust-core    -> dist/wasm/core.wasm, ts/wasm/generated (the glue between it and ts)
//                -> dist/wasm/core-threads.wasm, the same for threads over one memory, likewise
//   baselines    -> dist/wasm/baselines.wasm (linfa's classifiers, for comparison), likewise
//   as-kernels   -> dist/wasm/scorer.wasm, dist/wasm/scorer-scalar.wasm (the same source without SIMD), dist/wasm/blocks.wasm (quicker, for
//                   some models), dist/edge/scorer.wasm (for size), ts/edge/generated (that one in base64)
//   ts           -> dist/**/*.js, dist/**/*.d.ts, and what an exported JavaScript model stands on as one script
//   edge         -> dist/edge/*.mjs, hedgerow/edge as one script each for workerd and for all else

import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, relative } from "node:path";
import { deflateSync } from "node:zlib";
import { CommandFailed, environment, root, run } from "./run.ts";
import { runStep, type Step } from "./step.ts";

const RUST = "build/with-rust";
const WASM = [
  "--enable-simd",
  "--enable-bulk-memory",
  "--enable-nontrapping-float-to-int",
  "--enable-sign-ext",
];

const GLUE = "ts/wasm/generated";
const PACKED = "ts/edge/generated/packed";

/** What one module is built from, and how it differs from the others. */
interface Crate {
  name: string;
  crate: string;
  /** Where cargo builds it. @default "target" */
  target?: string;
  /** Variables for cargo, NAME=value. */
  variables?: string[];
  cargo?: string[];
  bindgen?: string[];
  wasmOpt?: string[];
}

/** A crate to dist/wasm/NAME.wasm and the glue between it and ts. */
function throughBindgen({
  name,
  crate,
  target = "target",
  variables = [],
  cargo = [],
  bindgen = [],
  wasmOpt = [],
}: Crate): void {
  const module = `${target}/wasm32-unknown-unknown/release/${crate.replace("-", "_")}.wasm`;
  const wasm = ["--release", "--target", "wasm32-unknown-unknown", "--target-dir", target, "-p", crate];
  run("env", ...variables, RUST, "cargo", "build", ...wasm, ...cargo);
  run(
    RUST,
    "cargo",
    "run",
    "--quiet",
    "--config",
    "profile.dev.debug=false",
    "-p",
    "hedgerow-bindgen",
    "--",
    module,
    GLUE,
    name,
    ...bindgen,
  );
  run(
    "wasm-opt",
    "-O3",
    // The stack ends there.
    "--low-memory-unused",
    "--one-caller-inline-max-function-size=40",
    "--strip-producers",
    "--strip-target-features",
    "--converge",
    "--coalesce-locals-learning",
    "--reorder-locals",
    "--vacuum",
    ...WASM,
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
    ...wasmOpt,
    `${GLUE}/${name}_bg.wasm`,
    "-o",
    `dist/wasm/${name}.wasm`,
  );
  rmSync(`${GLUE}/${name}_bg.wasm`);
}

/**
 * A panic is a trap and nothing else: what it would say reaches nobody, and saying it would take a twelfth of the module. That takes a standard
 * library built for it, which stable Rust builds only when told that it may, and then for size, too.
 */
const CORE: Crate = {
  name: "core",
  crate: "hedgerow-wasm",
  target: "target/core",
  variables: ["RUSTC_BOOTSTRAP=1"],
  cargo: [
    ...["-Z", "build-std=std,panic_abort", "-Z", "build-std-features=optimize_for_size"],
    ...["-Z", "panic-immediate-abort", "--config", 'profile.release.panic="immediate-abort"'],
  ],
};

/** The same over memory that threads share. 4 GiB is all there can be; it is taken as it is needed. */
const THREADS: Crate = {
  ...CORE,
  name: "core-threads",
  target: "target/threads",
  cargo: [
    ...(CORE.cargo ?? []),
    "--config",
    `target.wasm32-unknown-unknown.rustflags=${JSON.stringify(
      [
        "target-feature=+atomics,+bulk-memory,+mutable-globals",
        "link-arg=--shared-memory",
        "link-arg=--import-memory",
        "link-arg=--max-memory=4294967296",
        ...["__wasm_init_tls", "__tls_size", "__tls_align", "__tls_base"].map(
          (name) => `link-arg=--export=${name}`,
        ),
      ].flatMap((flag) => ["-C", flag]),
    )}`,
  ],
  wasmOpt: ["--enable-threads"],
};

const core: Step = {
  name: "core.wasm",
  inputs: [
    "Cargo.{toml,lock}",
    ".cargo/config.toml",
    "rust-core/**/*.{rs,toml}",
    "build/bindgen/**/*.{rs,toml}",
    "build/build.ts",
  ],
  except: ["rust-core/tests/**", "rust-core/linfa/**", "rust-core/baselines/**", "rust-core/target/**"],
  outputs: ["dist/wasm/core.wasm", `${GLUE}/core.js`, `${GLUE}/core.d.ts`],
  run: () => throughBindgen(CORE),
};

const threads: Step = {
  ...core,
  name: "core-threads.wasm",
  outputs: ["dist/wasm/core-threads.wasm", `${GLUE}/core-threads.js`, `${GLUE}/core-threads.d.ts`],
  run: () => throughBindgen(THREADS),
};

const baselines: Step = {
  name: "baselines.wasm",
  inputs: [
    "Cargo.{toml,lock}",
    ".cargo/config.toml",
    "rust-core/baselines/**/*.{rs,toml}",
    "build/bindgen/**/*.{rs,toml}",
    "build/build.ts",
  ],
  outputs: ["dist/wasm/baselines.wasm", `${GLUE}/baselines.js`, `${GLUE}/baselines*.d.ts`],
  run: () => throughBindgen({ name: "baselines", crate: "hedgerow-baselines", bindgen: ["reset"] }),
};

const kernels: Step = {
  name: "scorer.wasm",
  inputs: [
    "as-kernels/**/*.ts",
    "ts/model/{fault-numbers,layout}.ts",
    "build/build.ts",
    "node_modules/assemblyscript/package.json",
  ],
  outputs: [
    "dist/wasm/{scorer,scorer-scalar,blocks}.wasm",
    "dist/edge/scorer.wasm",
    `${PACKED}.js`,
    `${PACKED}.d.ts`,
  ],
  run() {
    // Nothing in the kernels aborts, so `abort` is left out instead of imported.
    const common = ["--runtime", "stub", "-O3", "--noAssert", "--use", "abort="];
    const kernel = (file: string, source: string, level: string, ...options: string[]): void => {
      run("asc", `as-kernels/${source}.ts`, ...common, ...options, "-o", file);
      run("wasm-opt", level, "--converge", ...WASM, file, "-o", file);
    };
    kernel("dist/wasm/scorer-scalar.wasm", "quick", "-O3");
    kernel("dist/wasm/scorer.wasm", "quick", "-O3", "--enable", "simd");
    kernel("dist/wasm/blocks.wasm", "blocks/index", "-O3", "--enable", "simd");
    // For size: without the engine, and needing no SIMD.
    mkdirSync("dist/edge", { recursive: true });
    kernel("dist/edge/scorer.wasm", "index", "-Oz", "--shrinkLevel", "1");
    const packed = deflateSync(readFileSync("dist/edge/scorer.wasm"), { level: 9, memLevel: 9 });
    mkdirSync(dirname(PACKED), { recursive: true });
    writeFileSync(`${PACKED}.js`, `export const packed = "${packed.toString("base64")}";\n`);
    writeFileSync(
      `${PACKED}.d.ts`,
      "/** scorer.wasm, deflated, in base64. */\nexport const packed: string;\n",
    );
  },
};

const typescript: Step = {
  name: "ts",
  inputs: [
    "ts/**/*.ts",
    "ts/{wasm,edge}/generated/*.js",
    "tsconfig*.json",
    "build/build.ts",
    "node_modules/typescript/package.json",
  ],
  except: ["ts/**/*.test.ts"],
  outputs: ["dist/**/*.js", "dist/**/*.d.ts"],
  run() {
    const written = new Set(compile());
    for (const part of ["wasm", "edge"])
      cpSync(`ts/${part}/generated`, `dist/${part}/generated`, { recursive: true });
    // Readers whose TypeScript is set to a library without Symbol.dispose could not compile with these.
    for (const file of globSync("dist/wasm/generated/*.d.ts"))
      writeFileSync(file, readFileSync(file, "utf8").replaceAll(/^ *\[Symbol\.dispose\].*\n/gm, ""));
    for (const file of globSync("dist/**/*.{js,ts}", { exclude: ["dist/{wasm,edge}/generated/**"] })) {
      if (!written.has(file)) rmSync(file);
    }
    if (existsSync("dist/cli/main.js")) chmodSync("dist/cli/main.js", 0o755);
  },
};

const standalone: Step = {
  name: "standalone",
  inputs: ["dist/**/*.js", "build/build.ts", "node_modules/rolldown/package.json"],
  except: ["dist/cli/**"],
  outputs: ["dist/interop/standalone-runtime.mjs"],
  run() {
    const output = [
      "--format",
      "iife",
      "--name",
      "hedgerow",
      "--file",
      "dist/interop/standalone-runtime.mjs",
    ];
    run("rolldown", "dist/interop/standalone-runtime.js", ...output, "--minify", "--platform", "neutral");
  },
};

const edge: Step = {
  name: "edge",
  inputs: ["dist/**/*.js", "build/build.ts", "build/bundle-edge.ts", "package.json"],
  except: ["dist/cli/**"],
  outputs: ["dist/edge/*.mjs"],
  run: () => run("node", "build/bundle-edge.ts"),
};

/** Compiles ts into dist; the list of what was written shows which files of dist are left over. */
function compile(): string[] {
  const args = [
    "-p",
    "tsconfig.build.json",
    "--listEmittedFiles",
    "--pretty",
    String(process.stderr.isTTY === true),
  ];
  const { status, stdout } = spawnSync("tsc", args, {
    env: environment,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = stdout.split("\n");
  if (status !== 0) {
    console.error(lines.filter((line) => !line.startsWith("TSFILE:")).join("\n"));
    throw new CommandFailed("tsc", status);
  }
  return lines.flatMap((line) =>
    line.startsWith("TSFILE:") ? [relative(root, line.slice("TSFILE:".length).trim())] : [],
  );
}

process.chdir(root);
mkdirSync("dist/wasm", { recursive: true });
for (const step of [core, threads, baselines, kernels, typescript, standalone, edge]) {
  const start = performance.now();
  try {
    const outcome = runStep(step);
    if (outcome === "built")
      console.log(`${step.name}: built in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    console.error(`${step.name}: not built. ${error.message}`);
    process.exitCode = 1;
  }
}
