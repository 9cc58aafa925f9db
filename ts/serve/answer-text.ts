// The JSON of an answer. In: what a record came to. Out: what JSON.stringify makes of it, in under half of its time, by spelling once what all answers to a
// model share. JSON was a fifth of what a record in a body of many cost.

import type { Answer } from "./answer.ts";

/** A text that JSON has as it is. */
const PLAIN = /^[\w.:@/ -]*$/;

export class AnswerText {
  /** Each class as JSON has it, in the order in which an object has such keys. */
  readonly #classes: readonly (readonly [name: string, key: string])[];
  readonly #end: string;

  constructor(classes: readonly string[], version: string) {
    const inOrder = Object.keys(Object.fromEntries(classes.map((name) => [name, 0])));
    this.#classes = inOrder.map((name, i) => [name, `${i === 0 ? "" : ","}${JSON.stringify(name)}:`]);
    this.#end = `,"model_version":${JSON.stringify(version)}}`;
  }

  of(answer: Answer): string {
    const { id, label, probability, probabilities, missing, unknown, abstain, reasons } = answer;
    let text = `{"id":${quoted(id)},"label":${quoted(label)},"probability":${probability},"probabilities":{`;
    for (const [name, key] of this.#classes) text += key + probabilities[name];
    text += `},"missing":${listed(missing)},"unknown":${listed(unknown)}`;
    if (abstain === true) text += ',"abstain":true';
    if (reasons !== undefined) text += `,"reasons":${JSON.stringify(reasons)}`;
    return text + this.#end;
  }
}

function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "[]" : JSON.stringify(names);
}
