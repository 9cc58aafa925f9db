// A command and the process in, its exit code out. An interrupt ends the process at once, unless the command hears the first,
// and each signal unless the command hears it: what was being written is
// removed by whoever writes it, and files that were there stay as they were.

import { type Io, makeIo } from "./io.ts";

/** With the exit codes of a program that they end. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

export async function runProcess(
  program: string,
  command: (words: readonly string[], io: Io) => Promise<number>,
): Promise<void> {
  let listener: (() => void) | undefined;
  const listeners = new Map<string, () => void>();
  for (const [signal, exitCode] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      const lasting = listeners.get(signal);
      if (lasting !== undefined) return lasting();
      const heard = listener;
      listener = undefined;
      if (signal === "SIGINT" && heard !== undefined) return heard();
      const clear = process.stderr.isTTY ? "\r\u001b[K" : "";
      process.stderr.write(`${clear}${program}: interrupted\n`);
      process.exit(exitCode);
    });
  }
  const onInterrupt = (next: () => void) => {
    listener = next;
    return () => {
      listener = undefined;
    };
  };
  const io = makeIo(process.stdin, process.stdout, process.stderr, onInterrupt, (signal, next) => {
    listeners.set(signal, next);
    return () => listeners.delete(signal);
  });
  process.exitCode = await command(process.argv.slice(2), io);
  // Input that was not read to its end would keep the process waiting.
  process.stdin.destroy();
}
