// Tag: a text in, ATT&CK techniques out, with the words that spoke for each; and a tagger of one's own from labelled texts.

import { useEffect } from "preact/hooks";
import { Button } from "../control/button.tsx";
import { Card, PanelHead } from "../control/card.tsx";
import { bytes, count, percent } from "../state/figures.ts";
import { MarkedText } from "./marked-text.tsx";
import { OwnTagger } from "./own-tagger.tsx";
import { begin, busy, save, shown, tagger, tags, tagText, text } from "./tagging.ts";
import "./tag.css";

export function TagPanel() {
  useEffect(() => {
    begin();
  }, []);
  return (
    <>
      <PanelHead
        title="From words to techniques"
        lead="Paste the text of an alert to get the ATT&CK techniques it speaks of, with the words that say so. The first tagger knows twelve techniques from made-up alerts; train your own below."
      />
      <div class="stack">
        <div class="split">
          <TextCard />
          <AnswerCard />
        </div>
        <OwnTagger />
      </div>
    </>
  );
}

function TextCard() {
  const tag = tags.value[shown.value];
  return (
    <Card title="Alert text">
      <div class="form">
        <textarea
          aria-label="Alert text"
          rows={6}
          value={text.value}
          onInput={(event) => tagText(event.currentTarget.value)}
        />
        {tag === undefined ? null : (
          <div>
            <h3>What speaks for {tag.technique}</h3>
            <MarkedText text={text.value} because={tag.because} />
          </div>
        )}
      </div>
    </Card>
  );
}

function AnswerCard() {
  const now = tagger.value;
  const about =
    now &&
    `${count(now.labels)} labels from ${count(now.rows)} texts, ${now.name}${
      now.accuracy === undefined ? "" : `; ${percent(now.accuracy, 0)} right on texts held out`
    }`;
  return (
    <Card
      title="Techniques"
      about={about}
      actions={
        now && (
          <Button little onClick={save}>
            Download tagger <span class="quiet small">{bytes(now.bytes)}</span>
          </Button>
        )
      }
    >
      {now === undefined ? (
        <p class="quiet">{busy.value?.what ?? "There is no tagger yet."}</p>
      ) : tags.value.length === 0 ? (
        <p class="quiet" role="status">
          {text.value.trim() === "" ? "Paste a text." : "It has no word that the tagger knows."}
        </p>
      ) : (
        <ol class="tags">
          {(tags.value[0]?.score ?? 0) < now.threshold && (
            <li class="note warning">
              Not sure: the likeliest is below {percent(now.threshold, 0)}, from which on the tagger would
              answer.
            </li>
          )}
          {tags.value.map((tag, i) => (
            <li key={tag.technique}>
              <button
                type="button"
                class="tag"
                aria-pressed={shown.value === i}
                onClick={() => {
                  shown.value = i;
                }}
              >
                <span class="technique">{tag.technique}</span>
                <span class="tag-name">{tag.name}</span>
                <span class="tag-score">{percent(tag.score, 0)}</span>
                <span class="track" aria-hidden="true">
                  <span class="fill" style={{ width: `${100 * tag.score}%` }} />
                </span>
              </button>
              {tag.tactics && <span class="small quiet">{tag.tactics.join(", ")}</span>}
              {shown.value === i && <Nearest tag={tag} />}
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}

function Nearest({ tag: { nearest } }: { tag: (typeof tags.value)[number] }) {
  const shownTexts = nearest.filter((each) => each.text !== undefined);
  if (shownTexts.length === 0) return null;
  return (
    <ul class="nearest">
      {shownTexts.map((each) => (
        <li key={each.text}>
          <span class="quiet">{percent(each.similarity, 0)} alike</span> {each.text}
        </li>
      ))}
    </ul>
  );
}
