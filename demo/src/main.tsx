// Where the page begins.

import { render } from "preact";
import { App } from "./app.tsx";
import { register } from "./offline/register.ts";
import { openSample } from "./state/table.ts";
import "./style/tokens.css";
import "./style/base.css";
import "./style/shell.css";
import "./style/control.css";
import "./style/plot.css";
import "./style/panels.css";

render(<App />, document.getElementById("page") as HTMLElement);
openSample("incidents");
// What is needed now comes first, and then a copy of all of it.
addEventListener("load", () => setTimeout(register, 1000));
