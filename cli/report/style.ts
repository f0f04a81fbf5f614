/**
 * The style sheet of a report. Fonts are the system's; text has a contrast of 4.5:1 and more in both schemes
 * (WCAG 2.2, 1.4.3), and what is drawn 3:1 (1.4.11). On paper it is light.
 */
export const STYLE = `
:root { color-scheme: light dark; --page: #fcfcfb; --text: #1c1f24; --quiet: #5a6069; --line: #dfe1e4; --soft: #f1f2f3; --focus: #1d5fbf;
  --imported: #1d7f5c; --already_member: #4a7fc1; --rejected: #c26f00; --unsettled: #c1344b; --waiting: #868d97; --allowed: #1c1f24;
  --good: #146b4b; --open: #1d5fbf; --bad: #96500a; }
@media (prefers-color-scheme: dark) { :root { --page: #16181c; --text: #e4e6ea; --quiet: #a2a9b4; --line: #31363e; --soft: #20242a; --focus: #8ab4f0;
  --imported: #41b189; --already_member: #74a3e3; --rejected: #dd9a35; --unsettled: #ea6f84; --waiting: #79818d; --allowed: #e4e6ea;
  --good: #5cc79f; --open: #8ab4f0; --bad: #e6ad5c; } }
@media print { :root { color-scheme: light; --page: #fff; --text: #1c1f24; --quiet: #5a6069; --line: #d5d8dc; --soft: #f1f2f3;
  --imported: #1d7f5c; --already_member: #4a7fc1; --rejected: #c26f00; --unsettled: #c1344b; --waiting: #868d97; --allowed: #1c1f24;
  --good: #146b4b; --open: #1d5fbf; --bad: #96500a; } }
* { box-sizing: border-box; }
html { background: var(--page); color: var(--text); font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif; font-variant-numeric: tabular-nums; -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 58rem; padding: 2rem 1.25rem 4rem; display: flex; flex-wrap: wrap; justify-content: flex-end; position: relative; }
article { flex: 0 0 100%; min-width: 0; }
input[type=radio] { position: absolute; opacity: 0; width: 1px; height: 1px; margin: 0; }
label { padding: .125rem .75rem; font-size: .875rem; color: var(--quiet); border: 1px solid var(--line); cursor: pointer; }
label:first-of-type { border-radius: 1rem 0 0 1rem; } label:last-of-type { border-radius: 0 1rem 1rem 0; margin-left: -1px; }
input:checked + label { color: var(--text); background: var(--soft); }
input:focus-visible + label, summary:focus-visible, .wide:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
#en:checked ~ article:lang(zh), #zh-CN:checked ~ article:lang(en) { display: none; }
.eyebrow { margin: 0; font-size: .875rem; color: var(--quiet); }
h1 { margin: 0; font-size: 2rem; line-height: 1.25; font-weight: 650; overflow-wrap: anywhere; }
h2 { margin: 0 0 .75rem; font-size: 1.25rem; line-height: 1.4; font-weight: 600; }
p { margin: 0 0 .75rem; }
section { margin-top: 3rem; }
.standing { margin: .75rem 0 0; font-size: 1.125rem; }
.good { color: var(--good); } .open { color: var(--open); } .bad { color: var(--bad); }
.halts { margin-top: 1.5rem; padding: 1rem 1.25rem .25rem; background: var(--soft); border-left: 3px solid var(--unsettled); }
.halts h2 { font-size: 1rem; margin-bottom: .25rem; } .halts p { margin-bottom: .25rem; } .halts p:last-child { margin: .75rem 0; }
.quiet { color: var(--quiet); font-size: .875rem; }
code { font: .875em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: .5rem 1rem .5rem 0; text-align: left; vertical-align: top; font-weight: 400; border-bottom: 1px solid var(--line); }
th:last-child, td:last-child { padding-right: 0; }
thead th { font-size: .875rem; color: var(--quiet); vertical-align: bottom; }
tfoot th, tfoot td { font-weight: 600; border-bottom: 0; }
.number { text-align: right; white-space: nowrap; }
.account .quiet { display: block; margin-left: 1.125rem; }
.none { color: var(--quiet); }
.shares { display: flex; gap: 2px; height: .75rem; margin-bottom: .75rem; border-radius: .375rem; overflow: hidden; }
.shares i { flex: 0 1 0; min-width: 3px; }
.swatch { display: inline-block; width: .625rem; height: .625rem; margin-right: .5rem; border-radius: 2px; }
i.imported { background: var(--imported); } i.already_member { background: var(--already_member); } i.rejected { background: var(--rejected); }
i.unsettled { background: var(--unsettled); } i.waiting, i.unprocessed { background: var(--waiting); }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(10rem, 1fr)); gap: 1rem 1.5rem; margin: 1.75rem 0 0; }
dt { font-size: .875rem; color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; font-size: .875rem; }
.dash { display: inline-block; width: 1.5rem; margin-right: .5rem; border-top: 2px dashed var(--allowed); vertical-align: middle; }
.plot { padding: .5rem 1.25rem 2.75rem 3.25rem; }
.chart { display: block; overflow: visible; font-size: .75rem; fill: var(--quiet); }
.chart .grid { stroke: var(--line); } .chart .tick { stroke: var(--quiet); }
.chart .allowed { stroke: var(--allowed); stroke-width: 1.5; stroke-dasharray: 6 4; }
rect.imported { fill: var(--imported); } rect.already_member { fill: var(--already_member); } rect.rejected { fill: var(--rejected); } rect.unsettled { fill: var(--unsettled); }
details { margin: 0 0 1rem; } summary { cursor: pointer; font-size: .875rem; width: fit-content; }
.wide { overflow-x: auto; max-height: 24rem; overflow-y: auto; font-size: .875rem; } .wide th[scope=row] { white-space: nowrap; }
.reasons td:first-child { width: 1%; } .reasons th p { margin: .125rem 0 0; }
.mend::before { content: "→\u00a0"; color: var(--quiet); }
.listed .number { width: 1%; }
footer { margin-top: 3.5rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: .875rem; color: var(--quiet); }
footer p { margin: 0 0 .25rem; }
@page { size: A4; margin: 16mm 15mm; }
@media print { html { font-size: 10pt; } body { display: block; max-width: none; padding: 0; } body > label, details { display: none; } section { margin-top: 2rem; }
  h2, h2 + p, thead, .legend { break-after: avoid; } tr, .plot, .halts, dl > div { break-inside: avoid; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`
