#!/usr/bin/env node
// The program `hedgerow`.

import { runProcess } from "./process.ts";
import { run } from "./run.ts";

await runProcess("hedgerow", run);
