// Texts to techniques beside scikit-learn's pipeline: the same training and test texts, the time of training with the choice of C by
// five folds on both sides and of one fit alone, the time of one text, and how good the answers are.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dataFile } from "../../test/data-folder.ts";
import { evaluateTagger, Tagger } from "../hedgerow.ts";
import { type Contender, interleave, slice, timed } from "../measure.ts";
import { workFile } from "../peers/install.ts";
import { type Group, timeGroup } from "../results.ts";
import { type Context, needPython, noteAbsent, present } from "./context.ts";

type Records = readonly Readonly<Record<string, string>>[];

interface TextSet {
  name: string;
  work: string;
  text: string;
  label: string;
}

const SETS: readonly TextSet[] = [
  { name: "atomic", work: "Atomic Red Team, 82 techniques", text: "alert", label: "id" },
  { name: "tram", work: "TRAM, 50 techniques", text: "text", label: "label" },
];
/** The learner behind TfidfVectorizer; "of 3 C" is chosen by five folds, as hedgerow's cost is. */
const PIPELINES: readonly string[] = ["LinearSVC of 3 C", "LinearSVC", "LogisticRegression"];

/** Texts in one run of tagging. */
const TEXTS = 50;

export async function* text(context: Context): AsyncGenerator<Group> {
  for (const set of SETS) {
    if (!existsSync(dataFile(set.name))) {
      noteAbsent(context, "hedgerow", `text.${set.name}`, new Error("HEDGEROW_DATA is not there"));
      continue;
    }
    if (context.wants(`text.train.${set.name}`) || context.wants(`text.one.${set.name}`))
      yield* textSet(context, set);
  }
}

function read(set: TextSet, quick: boolean): { fit: Records; held: Records } {
  const lines = readFileSync(dataFile(`${set.name}/${set.name}.jsonl`), "utf8")
    .trim()
    .split("\n");
  const all = lines.map((line) => JSON.parse(line) as Record<string, string>);
  const side = (name: string): Records => all.filter(({ split }) => split === name);
  return { fit: side("train").slice(0, quick ? 200 : undefined), held: side("test") };
}

async function* textSet(context: Context, set: TextSet): AsyncGenerator<Group> {
  const { quick } = context;
  const { fit, held } = read(set, quick);
  const quality: Record<string, Record<string, number>> = {};
  const trained: { tagger?: Tagger } = {};
  const ours: Contender = {
    name: "hedgerow",
    async run() {
      const start = performance.now();
      const tagger = await Tagger.train(fit, { text: set.text, label: set.label });
      const seconds = (performance.now() - start) / 1000;
      const found = evaluateTagger(tagger, held);
      if ("top3" in found) quality["hedgerow"] = { accuracy: found.accuracy, macroF1: found.macroF1 };
      trained.tagger = tagger;
      return seconds;
    },
  };
  const file = workFile(`${set.name}.json`);
  const column = (side: Records, name: string): string[] => side.map((record) => record[name] ?? "");
  const part = (side: Records) => ({ texts: column(side, set.text), labels: column(side, set.label) });
  writeFileSync(file, JSON.stringify({ train: part(fit), test: part(held) }));
  const fits = PIPELINES.map(
    (name) =>
      [
        "scikit-learn",
        async (): Promise<Contender> => ({
          name: `scikit-learn ${name}`,
          async run() {
            const { seconds, ...scores } = await needPython(context).call<Record<string, number>>(
              "texts.fit",
              { file, learner: name },
            );
            quality[`scikit-learn ${name}`] = scores;
            return seconds as number;
          },
        }),
      ] as const,
  );
  const failed = (name: string, error: unknown): void => noteAbsent(context, name, `text.${set.name}`, error);
  context.say(`text.train.${set.name}: ${set.work}`);
  const effort = quick ? { rounds: 1, seconds: 1 } : { rounds: 3, seconds: 60 };
  const peers = await present(context, `text.train.${set.name}`, fits);
  const runs = await interleave([ours, ...peers], effort, failed);
  const work = `${set.work}, ${fit.length.toLocaleString("en")} texts`;
  yield timeGroup(`text.train.${set.name}`, `training on texts: ${work}`, runs, {
    quality,
    notes: ["hedgerow's time and that of 3 C hold the choice by five folds; hedgerow's calibration too"],
  });
  yield await oneText(context, set, {
    tagger: trained.tagger as Tagger,
    texts: column(held, set.text),
    peers,
    failed,
  });
}

async function oneText(
  context: Context,
  set: TextSet,
  given: {
    tagger: Tagger;
    texts: readonly string[];
    peers: readonly Contender[];
    failed: (name: string, error: unknown) => void;
  },
): Promise<Group> {
  const { tagger, texts, peers, failed } = given;
  const own = (name: string, work: (text: string) => unknown): Contender => ({
    name,
    run: (round) => {
      const now = slice(texts, TEXTS, round);
      return timed(TEXTS, () => {
        for (const each of now) work(each);
      });
    },
  });
  const theirs: Contender = {
    name: "scikit-learn LinearSVC",
    run: (round) => needPython(context).call<number>("texts.one_by_one", { count: TEXTS, round }),
  };
  const contenders = [
    own("hedgerow", (each) => tagger.scores(each)),
    own("hedgerow, with words and neighbours", (each) => tagger.tag(each)),
    ...(peers.length > 0 ? [theirs] : []),
  ];
  const effort = context.quick ? { rounds: 2, seconds: 1 } : { rounds: 200, seconds: 20 };
  const runs = await interleave(contenders, effort, failed);
  return timeGroup(`text.one.${set.name}`, `scores of all labels of one text: ${set.work}`, runs);
}
