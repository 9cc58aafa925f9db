/**
 * A file's text, piece by piece. In: a text, bytes, a stream of bytes, or a Blob or File; gzip is recognised by its first
 * bytes. Out: pieces of text in order, cut anywhere, never empty, with the byte order mark gone. Bytes are UTF-8, or
 * UTF-16 where a byte order mark says so; bytes that are neither become U+FFFD.
 */
import { HedgerowError } from "../error.ts";

export type TextInput = string | Uint8Array | ReadableStream<Uint8Array> | Blob;

/** A whole text is handed on in pieces too, so that its rows need not all be there as arrays at once. */
const PIECE = 1 << 18;

export async function* textPieces(input: TextInput): AsyncGenerator<string, void, undefined> {
  if (typeof input === "string") {
    const start = input.charCodeAt(0) === 0xfeff ? 1 : 0;
    for (let at = start; at < input.length; at += PIECE) yield input.slice(at, at + PIECE);
    return;
  }
  const bytes = await unzipped(streamOf(input));
  let decoder: TextDecoder | undefined;
  for await (const chunk of chunksOf(bytes)) {
    decoder ??= new TextDecoder(encodingOf(chunk));
    const text = decoder.decode(chunk, { stream: true });
    if (text !== "") yield text;
  }
  const rest = decoder?.decode() ?? "";
  if (rest !== "") yield rest;
}

function streamOf(input: unknown): ReadableStream<Uint8Array> {
  if (input instanceof Uint8Array) return new Blob([input as BlobPart]).stream();
  if (input instanceof Blob) return input.stream();
  if (input instanceof ReadableStream) return input;
  throw new HedgerowError(
    "bad-option",
    "The data must be a text, a Uint8Array, a ReadableStream of bytes, a Blob or a File",
  );
}

/** Looks at the first bytes, then gives a stream that begins with them again. */
async function unzipped(stream: ReadableStream<Uint8Array>): Promise<ReadableStream<Uint8Array>> {
  const reader = stream.getReader();
  const start = await firstBytes(reader);
  const whole = new ReadableStream<Uint8Array>({
    start: (controller) => {
      if (start.length > 0) controller.enqueue(start);
    },
    pull: async (controller) => {
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  if (start[0] !== 0x1f || start[1] !== 0x8b) return whole;
  return whole.pipeThrough(new DecompressionStream("gzip") as ReadableWritablePair<Uint8Array, Uint8Array>);
}

/** At least two bytes, unless there are fewer. */
async function firstBytes(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Uint8Array> {
  let start = new Uint8Array(0);
  while (start.length < 2) {
    const { done, value } = await reader.read();
    if (done) break;
    if (!(value instanceof Uint8Array)) {
      throw new HedgerowError("bad-option", "The stream must give bytes (Uint8Array)");
    }
    const longer = new Uint8Array(start.length + value.length);
    longer.set(start);
    longer.set(value, start.length);
    start = longer;
  }
  return start;
}

/** Readers rather than `for await` on the stream, which Safari does not have. */
async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await readFrom(reader);
      if (done) return;
      if (value.length > 0) yield value;
    }
  } finally {
    // Whoever stops early must not leave a file open.
    reader.cancel().catch(() => undefined);
  }
}

async function readFrom(
  reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<ReadableStreamReadResult<Uint8Array>> {
  try {
    return await reader.read();
  } catch (error) {
    if (isGzipError(error)) {
      throw new HedgerowError("bad-data", "The gzip data is damaged or cut off", {}, { cause: error });
    }
    throw error;
  }
}

/** DecompressionStream fails with a TypeError; Node 20's lets zlib's own error through. */
function isGzipError(error: unknown): boolean {
  if (error instanceof TypeError) return true;
  return error instanceof Error && "code" in error && String(error.code).startsWith("Z_");
}

function encodingOf(chunk: Uint8Array): string {
  if (chunk[0] === 0xff && chunk[1] === 0xfe) return "utf-16le";
  return chunk[0] === 0xfe && chunk[1] === 0xff ? "utf-16be" : "utf-8";
}
