// A command's words in, its options and operands out, checked: what is unknown, has no value or is not a number is a
// usage error that says what was meant.

import { parseArgs } from "node:util";
import { nearest } from "../data/nearest.ts";
import { UsageError } from "./failure.ts";

/** An option as it is declared: for parsing and for the help text. */
export interface OptionSpec {
  /** Without the dashes, in kebab-case. */
  readonly name: string;
  /** One letter. */
  readonly short?: string;
  /** What the value is called; an option without one is a flag. */
  readonly value?: string;
  /** May be given more than once. */
  readonly multiple?: boolean;
  readonly help: string;
}

export const HELP: OptionSpec = { name: "help", short: "h", help: "print this" };
export const JSON_OUTPUT: OptionSpec = { name: "json", help: "print one JSON object and nothing else" };

type Value = string | boolean | (string | boolean)[] | undefined;

/** What was given. */
export class Arguments {
  readonly operands: readonly string[];
  readonly #values: Readonly<Record<string, Value>>;

  constructor(operands: readonly string[], values: Readonly<Record<string, Value>>) {
    this.operands = operands;
    this.#values = values;
  }

  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  text(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === "string" ? value : undefined;
  }

  /** Of an option that must be there. */
  needed(name: string, why: string): string {
    const value = this.text(name);
    if (value === undefined) throw new UsageError(`--${name} is missing: ${why}`);
    return value;
  }

  number(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const number = Number(text);
    if (text.trim() === "" || Number.isNaN(number))
      throw new UsageError(`--${name} takes a number, not "${text}"`);
    return number;
  }

  /** One of these words. */
  choice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const text = this.text(name);
    if (text === undefined || (choices as readonly string[]).includes(text)) return text as T | undefined;
    const meant = nearest(text, choices);
    const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
    throw new UsageError(`--${name} is one of ${choices.join(", ")}, not "${text}"${hint}`);
  }

  /** Names separated by commas. */
  list(name: string): string[] | undefined {
    return this.text(name)?.split(",");
  }

  /** Each value of an option that may be repeated. */
  all(name: string): string[] {
    const value = this.#values[name];
    return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
  }

  /** At most one of these options. */
  onlyOne(...names: string[]): void {
    const given = names.filter((name) => this.#values[name] !== undefined);
    if (given.length > 1)
      throw new UsageError(`${given.map((name) => `--${name}`).join(" and ")} exclude each other`);
  }
}

export function parseArguments(words: readonly string[], specs: readonly OptionSpec[]): Arguments {
  const options = Object.fromEntries(
    specs.map(({ name, short, value, multiple = false }) => [
      name,
      {
        type: value === undefined ? ("boolean" as const) : ("string" as const),
        multiple,
        ...(short === undefined ? {} : { short }),
      },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({ args: [...words], options, allowPositionals: true });
    return new Arguments(positionals, values);
  } catch (error) {
    throw usageError(error, specs);
  }
}

function usageError(error: unknown, specs: readonly OptionSpec[]): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code?.startsWith("ERR_PARSE_ARGS") !== true) return error;
  const name = /'(?:-\w, )?(-[^' ]*)/.exec(message)?.[1];
  if (name === undefined) return new UsageError(message);
  if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") {
    const meant = nearest(
      name.replace(/^-+/, ""),
      specs.map((spec) => spec.name),
    );
    const hint = meant === undefined ? "" : `; did you mean --${meant}?`;
    return new UsageError(`There is no option ${name}${hint}`);
  }
  if (message.includes("does not take an argument")) return new UsageError(`${name} takes no value`);
  if (message.includes("argument is ambiguous"))
    return new UsageError(`${name} needs a value (one that begins with a dash is written ${name}=VALUE)`);
  return new UsageError(`${name} needs a value`);
}
