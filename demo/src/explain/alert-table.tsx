// The alerts to choose from: searched, filtered, in the order of how sure the model is.

import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../control/button.tsx";
import { Card } from "../control/card.tsx";
import { Select, TextField } from "../control/field.tsx";
import { VirtualList } from "../control/virtual-list.tsx";
import { desk } from "../desk/connect.ts";
import type { AlertList, AlertQuery, AlertRow } from "../desk/rows.ts";
import { textOf } from "../plot/waterfall.tsx";
import { seriesColor } from "../plot/width.ts";
import { count, percent } from "../state/figures.ts";
import { attempt } from "../state/notices.ts";
import { chooseRow, enterByHand } from "./chosen-alert.ts";
import { Download } from "./download.tsx";

const query = signal<AlertQuery>({ order: "row", answer: undefined, only: "all", text: "" });

function ask(part: Partial<AlertQuery>): void {
  query.value = { ...query.value, ...part };
}

export function AlertTable({ id, classes }: { id: string; classes: readonly string[] }) {
  const [list, setList] = useState<AlertList & { version: string }>({
    count: 0,
    of: 0,
    columns: [],
    version: "",
  });
  const [chosen, setChosen] = useState<number | undefined>(undefined);
  const asked = query.value;
  useEffect(() => {
    let current = true;
    const timer = setTimeout(async () => {
      const found = await attempt(() => desk.listAlerts(id, asked));
      if (!current || found === undefined) return;
      setChosen(undefined);
      setList({ ...found, version: `${id} ${JSON.stringify(asked)}` });
    }, 80);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [id, asked]);
  return (
    <Card
      title="Alerts"
      about={`${count(list.count)} of ${count(list.of)}`}
      actions={
        <span class="row">
          <Button little onClick={() => enterByHand(id)}>
            Enter one by hand
          </Button>
          <Download id={id} />
        </span>
      }
    >
      <Filters classes={classes} />
      <VirtualList<AlertRow>
        label="Alerts"
        count={list.count}
        version={list.version}
        page={(from, to) => desk.alertPage(id, from, to)}
        head={["Row", "Answer", "Sure", "Truth", ...list.columns]}
        columns={`56px minmax(80px, 1.2fr) 60px minmax(60px, 1fr) ${list.columns.map(() => "minmax(0, 1.2fr)").join(" ")}`}
        cells={(item) => cellsOf(item, classes, list.columns)}
        chosen={chosen}
        onChoose={(index, { row }) => {
          setChosen(index);
          chooseRow(id, row);
        }}
      />
    </Card>
  );
}

function cellsOf(
  { row, answer, probability, truth, record }: AlertRow,
  classes: readonly string[],
  columns: readonly string[],
) {
  const wrong = truth !== undefined && truth !== answer;
  return [
    String(row + 1),
    <span key="answer" class="verdict">
      <span class="swatch" style={{ background: seriesColor(classes.indexOf(answer)) }} />
      {answer}
    </span>,
    percent(probability, 0),
    <span key="truth" class={wrong ? "verdict wrong" : "verdict"}>
      {truth ?? ""}
      {wrong && <span class="unseen"> (the answer is wrong)</span>}
    </span>,
    ...columns.map((name) => (record[name] === undefined ? "" : textOf(record[name]))),
  ];
}

function Filters({ classes }: { classes: readonly string[] }) {
  const { order, answer, only, text } = query.value;
  return (
    <div class="filters">
      <TextField
        name="Search"
        value={text}
        placeholder="text in any column"
        onChange={(value) => ask({ text: value })}
      />
      <Select
        name="Answered"
        value={answer ?? ""}
        options={[["", "anything"], ...classes.map((name) => [name, name] as const)]}
        onChange={(value) => ask({ answer: value === "" ? undefined : value })}
      />
      <Select
        name="Show"
        value={only}
        options={[
          ["all", "right and wrong"],
          ["wrong", "wrong answers"],
          ["right", "right answers"],
        ]}
        onChange={(value) => ask({ only: value })}
      />
      <Select
        name="Order"
        value={order}
        options={[
          ["row", "as in the data"],
          ["least-sure", "least sure first"],
          ["surest", "surest first"],
        ]}
        onChange={(value) => ask({ order: value })}
      />
    </div>
  );
}
