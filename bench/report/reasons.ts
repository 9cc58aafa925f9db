// Why a figure is short of its target: the cause as far as it is known, what was tried, what was not. By the group of results; the longest
// name that a group's begins with counts.

const REASONS: Readonly<Record<string, string>> = {
  "score.row.depth6":
    "the targets are from a machine on which the same peers took twice as long (LightGBM 24 us, here 12). Margins are added in the order of the trees, so each sum waits for the one before; the prototype added in any order and knew neither gaps nor categories. Whole-number cells, children side by side and eight trees walking together took a row from 8.1 us to about 2.",
  "score.row.leaves31":
    "trees of 31 leaves are deep on one side, and eight that walk together take as long as the longest path. Groups of trees of like depth would wait less, but their leaves must be added in the order of the trees, which then waits at the end: not tried.",
  "score.row.forest":
    "trees of depth 12 do not fit the first cache, so steps wait for memory. Rows as one byte a column, which would halve the nodes, were not tried.",
  "score.row.guide":
    "half of the columns are categories, whose tests read a bit set apart from the node. Lists of categories within the node were not tried.",
  "score.batch.guide":
    "88 columns are made cells of, and each tree's category tests are looked up in tables of 16 to 64 bytes before the rest. While columns of more than 254 listed codes took the slow way it was 1.4.",
  "score.record":
    "the peer's fastest way takes 22 to 25 us here, 41 on the machine of the target. Two thirds of ours are the trees, a quarter is 30 fields read by name. Reading them in the order in which the engine lists them was tried with a loop over names (the engine gave up its optimised code again and again) and with lists of keys and values (no gain).",
  "score.batch":
    "small trees answer all tests for 32 rows at once, larger ones their top five levels for 16, then rows go on one by one. By profile of 300 trees of depth 6 a sixth of the time is the search for bins, the rest in equal parts the top, the steps below it and sums in f64 in the order of the trees; four rows together instead of eight, and more leaves answered at once, were slower or as quick. LightGBM and XGBoost are quicker beside us here than on the machine of the targets.",
  "train.boosting":
    "by profile half of the time is histograms, an eighth parting rows, a tenth gradients, 6% the search for splits, a tenth bin edges, bins and copies. A histogram's update takes .45 ns, of which a module with nothing else takes .39 at best, whether slots have 8 bytes or 16 and codes one byte or two.",
  "train.classes3": "as boosting of two classes, of which it is three times the work but for bins and rows.",
  "train.forest":
    "most nodes have few rows, read one by one from columns that are long apart. Searching only bins that were seen took the small nodes down; sorting those instead of marking them was not tried.",
  "train.guide":
    "columns that have few bins together share one line of codes, from whose sums theirs follow exactly. Of the time a third is histograms, in which two sets of slots in turn, so that no update waits for the one before, were slower. The rest is spread: searching 88 columns a node, parting rows, gradients of three classes. The log-loss was worse than LightGBM's while the bench left hedgerow without LightGBM's defaults for categories (ten rows at least, an l2 of ten).",
  "train.npm": "not profiled apart; at 20,000 rows most nodes are small, as in the forest.",
  "train.workers":
    "start of the workers, bins sent to them, and what the first thread does alone. The two processors of a shared machine are not always two cores: 1.73 and 1.27 were measured on the same day in a quieter hour.",
  "load.scorer":
    "compiling the module is the engine's, and a quarter of the rest is pages of memory that are touched for the first time; the checks run in code that has not been optimised yet, half of them the checksum and the nodes.",
  serve:
    "by profile a third of a busy server's time is the system's, most of it the write of the answer, which the constant pays too. Predicting is 7 us of 33: 1.3 the trees, 32 requests at once, 1.8 our JavaScript, the rest V8's: JSON, strings and typed arrays. Groups of 64 requests gained nothing. Processes differ by 4 us from start to start, for which no cause was found.",
};

/** Nothing where no reason is known. */
export function reasonFor(group: string): string | undefined {
  const names = Object.keys(REASONS).filter((name) => group.startsWith(name));
  const longest = names.sort((a, b) => b.length - a.length)[0];
  return longest === undefined ? undefined : REASONS[longest];
}
