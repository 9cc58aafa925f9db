// The page's one style sheet: readable at a phone's width, in the dark and on paper, from the system's own fonts.

export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --panel: #f6f7f5; --ink: #1c211d; --quiet: #5c665f; --faint: #b9c1bb; --line: #e1e5e1;
  --series-1: #2c6e49; --series-2: #b8651b; --series-3: #3d6bb3; --series-4: #9b3f73; --series-5: #6b6f1d; --series-6: #5b5470;
  --rank-1: #2f6fb0; --rank-2: #7a94c4; --rank-3: #a893a5; --rank-4: #d07f62; --rank-5: #c4472b; --unranked: #98a19b;
  --good: #2c6e49; --warn: #9a5b00; --warn-panel: #fdf5e6; --cell: 44, 110, 73; --miss: 184, 78, 27;
}
@media (prefers-color-scheme: dark) { :root {
  --page: #131714; --panel: #1b211d; --ink: #e6ebe7; --quiet: #9aa69e; --faint: #4d5850; --line: #2b332d;
  --series-1: #6cc08b; --series-2: #e8a05c; --series-3: #85aef0; --series-4: #e08ab8; --series-5: #c6c96b; --series-6: #b3abd0;
  --rank-1: #66a9ee; --rank-2: #8fb0dd; --rank-3: #b9a6b8; --rank-4: #e69c82; --rank-5: #f0755a; --unranked: #7f8a83;
  --good: #6cc08b; --warn: #efc070; --warn-panel: #2a2416; --cell: 108, 192, 139; --miss: 232, 138, 92;
} }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2.5rem 1rem 4rem; }
header { margin-bottom: 2rem; }
h1 { font-size: 1.9rem; line-height: 1.2; letter-spacing: -0.015em; margin: 0 0 .4rem; font-weight: 650; }
h2 { font-size: 1.25rem; line-height: 1.3; letter-spacing: -0.01em; margin: 3.25rem 0 .6rem; padding-top: 1.1rem;
  border-top: 1px solid var(--line); font-weight: 650; }
h3 { font-size: 1rem; margin: 1.75rem 0 .4rem; font-weight: 650; }
p { margin: .4rem 0 .9rem; max-width: 42rem; }
h1, h2, h3, p, li, dd, figcaption { overflow-wrap: anywhere; }
td, th, caption { overflow-wrap: break-word; max-width: 26rem; }
.lead { color: var(--quiet); }
.note { color: var(--quiet); font-size: .875rem; }
nav { font-size: .875rem; display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; margin-top: 1rem; }
a { color: var(--series-1); text-underline-offset: .15em; text-decoration-thickness: from-font; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: 1px; margin: 1.5rem 0;
  background: var(--line); border: 1px solid var(--line); border-radius: .5rem; overflow: hidden; }
.facts div { background: var(--page); padding: .8rem 1rem; }
.facts dt { color: var(--quiet); font-size: .8125rem; }
.facts dd { margin: .1rem 0 0; font-size: 1.4rem; line-height: 1.25; font-weight: 600; font-variant-numeric: tabular-nums; letter-spacing: -0.01em; }
.facts small { display: block; font-size: .8125rem; font-weight: 400; color: var(--quiet); letter-spacing: 0; }
.scroll { overflow-x: auto; margin: .75rem 0 1rem; }
table { border-collapse: collapse; font-size: .875rem; line-height: 1.4; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--quiet); font-size: .875rem; padding-bottom: .4rem; }
th, td { padding: .4rem .75rem .4rem 0; text-align: right; vertical-align: top; border-bottom: 1px solid var(--line); }
td { white-space: nowrap; }
td.left, td.text { white-space: normal; }
th:last-child, td:last-child { padding-right: 0; }
th { font-weight: 600; color: var(--quiet); white-space: nowrap; }
tbody th { color: var(--ink); font-weight: 500; }
.left { text-align: left; }
.text { text-align: left; min-width: 13rem; }
.text li { overflow-wrap: anywhere; }
tr.best th, tr.best td { font-weight: 650; color: var(--ink); }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 1.5rem 2rem; align-items: start; }
figure { margin: .5rem 0; min-width: 0; break-inside: avoid; }
figcaption { font-size: .875rem; font-weight: 600; margin-bottom: .3rem; }
figcaption span { display: block; font-weight: 400; color: var(--quiet); }
figure svg { display: block; width: 100%; max-width: 29rem; height: auto; overflow: visible;
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
svg text { white-space: pre; }
.key { display: flex; flex-wrap: wrap; gap: .15rem 1rem; font-size: .8125rem; color: var(--quiet); margin: .4rem 0 0; padding: 0; list-style: none; }
.key i { display: inline-block; width: .7rem; height: .7rem; border-radius: 2px; margin-right: .4rem; vertical-align: -1px; }
.confusion { width: auto; }
.confusion td { text-align: center; padding: .55rem .9rem; border: 2px solid var(--page); border-radius: 4px; min-width: 5.5rem; }
.confusion td.right { background: rgba(var(--cell), var(--depth)); }
.confusion td.wrong { background: rgba(var(--miss), var(--depth)); }
.confusion small { display: block; color: var(--quiet); }
.confusion td small { color: inherit; opacity: .75; }
.confusion th { border: 0; padding: .4rem .6rem; vertical-align: middle; }
.warnings { background: var(--warn-panel); border-left: 3px solid var(--warn); padding: .7rem 1rem .7rem 2.1rem; margin: 1rem 0; border-radius: 0 .4rem .4rem 0; font-size: .9375rem; }
.warnings li { margin: .2rem 0; }
.reasons { margin: 0; padding: 0; list-style: none; }
.reasons b { font-weight: 500; }
.for { color: var(--series-1); }
.against { color: var(--series-2); }
dl.made { display: grid; grid-template-columns: minmax(7rem, max-content) minmax(0, 1fr); gap: .35rem 1.25rem; font-size: .875rem; }
dl.made dt { color: var(--quiet); }
dl.made dd { margin: 0; }
code { font: .8125rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
@media (max-width: 30rem) { main { padding-top: 1.5rem; } h1 { font-size: 1.5rem; } h2 { margin-top: 2.25rem; } .facts dd { font-size: 1.2rem; }
  .facts { grid-template-columns: 1fr 1fr; } .confusion td { min-width: 0; padding: .5rem .6rem; } dl.made { grid-template-columns: 1fr; gap: 0; } dl.made dd { margin-bottom: .5rem; }
  .facts div:last-child:nth-child(odd) { grid-column: 1 / -1; }
  .stack thead { display: none; } .stack, .stack tbody, .stack caption { display: block; }
  .stack tr { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: .1rem .75rem; padding: .6rem 0; border-bottom: 1px solid var(--line); }
  .stack th, .stack td { white-space: normal; border: 0; padding: 0; display: block; text-align: left; max-width: none; min-width: 0; overflow-wrap: anywhere; }
  .stack tr > * { display: contents; } .stack tr > * > span { min-width: 0; overflow-wrap: anywhere; }
  .stack tr > *::before { content: attr(data-title); color: var(--quiet); font-weight: 400; } }
@media print { :root { color-scheme: light;
    --page: #fff; --panel: #fff; --ink: #000; --quiet: #444; --faint: #999; --line: #ccc; --warn-panel: #fff; --warn: #666; --cell: 60, 60, 60; --miss: 150, 150, 150;
    --series-1: #2c6e49; --series-2: #b8651b; --series-3: #3d6bb3; --series-4: #9b3f73; --series-5: #6b6f1d; --series-6: #5b5470;
    --rank-1: #2f6fb0; --rank-2: #7a94c4; --rank-3: #a893a5; --rank-4: #d07f62; --rank-5: #c4472b; --unranked: #98a19b; }
  body { font-size: 10.5pt; } main { max-width: none; padding: 0; } nav { display: none; } h2 { break-after: avoid; } tr, .facts { break-inside: avoid; }
  .scroll { overflow: visible; } * { -webkit-print-color-adjust: exact; print-color-adjust: exact; } a { color: inherit; text-decoration: none; } }
`;
