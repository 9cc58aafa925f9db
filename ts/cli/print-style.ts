// Whether colour is wanted in, functions that mark text out; without colour they give the text as it is. Marks have
// no width: measure and pad a text first, mark it then.

export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  accent(text: string): string;
}

const PLAIN: Style = { bold: (text) => text, dim: (text) => text, accent: (text) => text };

const COLOURED: Style = {
  bold: (text) => `\u001b[1m${text}\u001b[22m`,
  dim: (text) => `\u001b[2m${text}\u001b[22m`,
  accent: (text) => `\u001b[32m${text}\u001b[39m`,
};

export function styleFor(colour: boolean): Style {
  return colour ? COLOURED : PLAIN;
}
