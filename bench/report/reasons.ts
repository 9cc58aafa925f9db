// Why a figure is short of its target: the cause as far as it is known, what was tried, what was not. By the group of results; the longest
// name that a group's begins with counts.

const REASONS: Readonly<Record<string, string>> = {
  "score.row.depth6":
    "by profile three quarters of the time are the blocks' tests, an eighth the search for bins, the rest sums, which keep the order of the trees. The prototypes added in any order and knew no gaps. Nodes side by side, eight trees walking together, took 2.6 us where blocks take 1.3.",
  "score.row.leaves31":
    "trees of 31 leaves are deep on one side: a row needs 1.4 blocks of a tree, but of eight trees together the deepest, 2.5, and where that ends can not be foreseen. Counted, not built: blocks of any seven nodes instead of three whole levels would take that to 1.8 to 2.1, for a table of exits a shape. LightGBM takes half as long for such trees as for those of depth 6, so its ratio is the hardest.",
  "score.row.forest":
    "trees of depth 10 and 12 have more nodes than the first cache holds, so steps wait for memory. A forest of 300 such trees does not fit blocks (4 MiB) and walks by nodes of 8 bytes; in blocks, without the bound, it was as quick or slower.",
  "score.row.guide":
    "half of the columns are categories, whose tests read a bit set apart from the node, and 88 columns do not fit blocks of a byte a feature in two vectors. By the plain walk, without the engine, it is 2.2 times as long.",
  "score.batch.guide":
    "88 columns are made cells of, and each tree's category tests are looked up in tables of 16 to 64 bytes before the rest. While columns of more than 254 listed codes took the slow way it was 1.4.",
  "score.record":
    "half of the time is 30 fields read by name and the answer's object, half the trees. Reading the fields in the order in which the engine lists them was tried with a loop over names (the engine gave up its optimised code again and again) and with lists of keys and values (no gain).",
  "score.batch":
    "trees that fit blocks go in blocks, 64 rows together; of the others small ones answer all tests for 32 rows at once, larger ones their top five levels for 16, then rows go on one by one. Blocks took 300 trees of depth 6 from 1.85 to 1.1 us a row; trees of 31 leaves are quicker the other way.",
  "train.boosting":
    "by profile half of the time is histograms, an eighth parting rows, a tenth gradients, 6% the search for splits, a tenth bin edges, bins and copies. A histogram's update takes .45 ns, of which a module with nothing else takes .39 at best, whether slots have 8 bytes or 16 and codes one byte or two.",
  "train.classes3": "as boosting of two classes, of which it is three times the work but for bins and rows.",
  "train.forest":
    "most nodes have few rows, read one by one from columns that are long apart. Searching only bins that were seen took the small nodes down; sorting those instead of marking them was not tried.",
  "train.guide":
    "on a busy Zen 3 machine it was .996 the same day. Columns that have few bins together share one line of codes, from whose sums theirs follow exactly. Of the time a third is histograms, in which two sets of slots in turn, so that no update waits for the one before, were slower. The rest is spread: searching 88 columns a node, parting rows, gradients of three classes. The log-loss was worse than LightGBM's while the bench left hedgerow without LightGBM's defaults for categories (ten rows at least, an l2 of ten).",
  "train.npm":
    "by profile of boosting two fifths of the time are the sums of each node's own half of the columns, .5 ns an update, a twentieth cuts, a fifteenth parting rows, and a twelfth is no training: encoding, bins, the drift profile. Of the forest two fifths are sums, an eighth cuts, a twelfth parting rows.",
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
