/** How the page looks: light and dark, on a wide screen and on a phone. */
export const style = `
:root {
  --bg: #f6f7f9; --card: #fff; --text: #1b2027; --dim: #5d6773; --line: #e1e5ea; --code: #f0f2f5;
  --good: #1a7f4b; --bad: #c62f3b; --wait: #9a6400; --none: #a8b0ba;
  --good-soft: #e3f4ea; --bad-soft: #fdebec; --wait-soft: #fdf3dd;
}
@media (prefers-color-scheme: dark) {
  :root {
    --bg: #14171b; --card: #1c2026; --text: #e6e9ee; --dim: #98a2ae; --line: #2c323a; --code: #252a31;
    --good: #4cc38a; --bad: #ff7b84; --wait: #e8b04b; --none: #5b6570;
    --good-soft: #17301f; --bad-soft: #3a1d21; --wait-soft: #352a12;
  }
}
* { box-sizing: border-box }
[hidden] { display: none !important }
body { margin: 0; background: var(--bg); color: var(--text); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; -webkit-text-size-adjust: 100% }
code, pre { font: 13px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere }
code { overflow-wrap: anywhere }
h1, h2, h3, h4, p { margin: 0; overflow-wrap: anywhere }
.wide { max-width: 1220px; margin: 0 auto; padding: 0 24px }
.top { background: var(--card); border-bottom: 1px solid var(--line); border-top: 6px solid var(--good); padding: 28px 0 26px }
.top.failed { border-top-color: var(--bad) }
.product { color: var(--dim); font-weight: 600; letter-spacing: .01em }
.version { font-weight: 400 }
h1 { font-size: 34px; line-height: 1.2; letter-spacing: -.02em; margin: 6px 0 8px }
.icon { width: 1em; height: 1em; fill: none; stroke: currentColor; stroke-width: 2.4; stroke-linecap: round; stroke-linejoin: round; vertical-align: -.12em }
.mark { color: var(--good) }
.failed .mark { color: var(--bad) }
.about { color: var(--dim) }
.about strong { color: var(--text) }
main > section { margin-top: 36px }
h2 { font-size: 21px; letter-spacing: -.01em; margin-bottom: 12px }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: 14px }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 16px 18px; display: flex; flex-direction: column }
.tile h2 { font-size: 13px; font-weight: 600; color: var(--dim); margin: 0; letter-spacing: .02em }
.tile .figure { font-size: 32px; line-height: 1.25; font-weight: 650; letter-spacing: -.02em; font-variant-numeric: tabular-nums }
.tile.good .figure { color: var(--good) }
.tile.bad .figure { color: var(--bad) }
.tile.wait .figure { color: var(--wait) }
.tile p:not(.figure) { color: var(--dim); font-size: 13.5px }
.bar { display: flex; gap: 2px; height: 6px; margin-top: auto; padding-top: 10px; box-sizing: content-box }
.bar i { min-width: 3px; border-radius: 3px; background: var(--none) }
.bar .good { background: var(--good) }
.bar .bad { background: var(--bad) }
.bar .wait { background: var(--wait) }
.steps ol { display: grid; grid-template-columns: 22px max-content 1fr auto; list-style: none; margin: 0; padding: 6px 18px; background: var(--card); border: 1px solid var(--line); border-radius: 12px }
.steps li { display: grid; grid-column: 1 / -1; grid-template-columns: subgrid; column-gap: 14px; padding: 7px 0; border-top: 1px solid var(--line); align-items: baseline }
.steps li:first-child { border-top: 0 }
.steps .title { font-weight: 600 }
.steps .note { color: var(--dim); overflow-wrap: anywhere }
.steps .time { text-align: right; color: var(--dim); font-variant-numeric: tabular-nums; white-space: nowrap }
.sign { font-weight: 700; color: var(--good); text-align: center }
.warned .sign { color: var(--wait) }
.failed .sign { color: var(--bad) }
.left-out .sign, .left-out .title { color: var(--none) }
.matrix h3 { margin: 18px 0 8px; font-size: 16px }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; color: var(--dim); font-size: 13.5px }
.legend b { color: var(--text); font-weight: 600 }
.only { display: inline-flex; gap: 7px; align-items: center; margin-top: 8px; font-size: 13.5px; color: var(--dim) }
.matrix:has(#only-gaps:checked) tbody tr:not(.gap) { display: none }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 12px; margin-bottom: 12px }
table { border-collapse: collapse; font-size: 13.5px }
.grid { min-width: 100% }
.grid th, .grid td { padding: 5px 4px; border-top: 1px solid var(--line); text-align: center; white-space: nowrap }
.grid thead th { border-top: 0; color: var(--dim); font-weight: 600; font-variant-numeric: tabular-nums; font-size: 12.5px }
.grid small { max-width: 270px; overflow: hidden; text-overflow: ellipsis }
.grid th:first-child { text-align: left; position: sticky; left: 0; background: var(--card); padding-left: 18px; font-weight: 600 }
.grid small, .interactions small { display: block; color: var(--dim); font-weight: 400; font-size: 12px }
.grid.events { min-width: 0; width: 100% }
.grid.events td, .grid.events thead th { text-align: left }
.grid.events .of { color: var(--dim) }
.grid.events td:last-child { width: 100% }
.grid tbody tr:hover > * { background: var(--bg) }
.grid td b { color: var(--dim); font-weight: 500; font-size: 12px; margin: 0 3px 0 6px; font-variant-numeric: tabular-nums }
.cell { display: inline-flex; gap: 1.5px; padding: 4px; border-radius: 5px; cursor: help; vertical-align: middle }
.cell:focus-visible, .cell:hover { outline: 2px solid var(--dim) }
.sq { display: inline-block; width: 7px; height: 14px; border-radius: 2px; border: 1px solid transparent; vertical-align: -2px }
.sq.covered { background: var(--good) }
.sq.excluded { background: repeating-linear-gradient(135deg, var(--none) 0 2px, transparent 2px 4px); border-color: var(--none) }
.sq.hole { border: 2px solid var(--bad) }
.sq.failed { background: var(--bad) }
#tip { position: fixed; z-index: 9; max-width: min(420px, calc(100vw - 16px)); background: var(--text); color: var(--bg); border-radius: 8px; padding: 9px 12px; font-size: 13px; box-shadow: 0 6px 24px rgb(0 0 0 / .25); pointer-events: none; display: grid; gap: 3px; overflow-wrap: anywhere }
#tip .sq.covered { background: #4cc38a }
@media (prefers-color-scheme: dark) { #tip .sq.covered { background: #1a7f4b } }
.filters { display: flex; flex-wrap: wrap; gap: 10px 22px; align-items: center; margin-bottom: 14px; color: var(--dim); font-size: 13.5px }
.filters label { min-width: 0; max-width: 100% }
.filters fieldset { flex-wrap: wrap; border: 0; margin: 0; padding: 0; display: flex; gap: 8px; align-items: center }
.filters legend { float: left; padding: 0 4px 0 0 }
.filters select, .filters input[type=search] { font: inherit; color: var(--text); background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 5px 9px; margin-left: 5px; max-width: min(100%, 280px) }
.toggle { display: inline-flex; gap: 5px; align-items: center; background: var(--card); border: 1px solid var(--line); border-radius: 99px; padding: 3px 11px }
.group { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 18px; margin-bottom: 16px }
.group h3 { font-size: 17px; overflow-wrap: anywhere }
.pact { color: var(--dim) }
.pact code { color: var(--text) }
.tallies { display: flex; flex-wrap: wrap; gap: 8px; list-style: none; margin: 10px 0 0; padding: 0; font-size: 13.5px }
.tallies li { border-radius: 99px; padding: 3px 12px; background: var(--good-soft) }
.tallies li.bad { background: var(--bad-soft) }
.clean { color: var(--good); margin-top: 10px }
.finding { border: 1px solid var(--line); border-left: 4px solid var(--bad); border-radius: 8px; margin-top: 12px }
.finding.warning, .finding.pending { border-left-color: var(--wait) }
.finding summary { display: flex; flex-wrap: wrap; gap: 4px 10px; align-items: baseline; padding: 10px 14px; cursor: pointer; list-style: none }
.finding summary::-webkit-details-marker { display: none }
.finding summary:focus-visible, .interactions summary:focus-visible { outline: 2px solid var(--dim); outline-offset: 2px; border-radius: 6px }
.chip { font-size: 12px; font-weight: 650; border-radius: 99px; padding: 1px 9px; background: var(--bad-soft); color: var(--bad) }
.warning .chip, .pending .chip { background: var(--wait-soft); color: var(--wait) }
.what { font-weight: 600; flex: 1 1 320px; overflow-wrap: anywhere }
.tags { color: var(--dim); display: inline-flex; gap: 10px; align-items: baseline; flex-wrap: wrap }
.tags code { font-size: 12px }
.tag { font-size: 12.5px; border: 1px solid var(--line); border-radius: 6px; padding: 0 7px; color: var(--text) }
.finding .body { padding: 0 14px 12px; display: grid; gap: 10px }
.body > * { min-width: 0 }
.interaction { color: var(--dim); overflow-wrap: anywhere }
.values { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr)); gap: 10px }
.values > div { border-radius: 8px; padding: 8px 12px; background: var(--good-soft); min-width: 0 }
.values .got { background: var(--bad-soft) }
.values h4 { font-size: 12px; color: var(--dim); font-weight: 600 }
.values pre { max-height: 320px; overflow-y: auto }
.warning .values > div { background: var(--code) }
.curl { position: relative; background: var(--code); border-radius: 8px; padding: 9px 76px 9px 12px }
.curl button { position: absolute; top: 6px; right: 6px; font: inherit; font-size: 12.5px; color: var(--text); background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 2px 10px; cursor: pointer }
.place { color: var(--dim); font-size: 13px }
.place code { font-size: 12.5px }
.interactions { margin-top: 14px }
.interactions summary { cursor: pointer; color: var(--dim) }
.interactions .scroll { margin: 8px 0 0 }
.interactions table { width: 100% }
.interactions th, .interactions td { padding: 5px 12px; border-top: 1px solid var(--line); text-align: center }
.interactions thead th { color: var(--dim); font-weight: 600; border-top: 0 }
.interactions th:first-child { text-align: left; font-weight: 400; overflow-wrap: anywhere }
.interactions .passed { color: var(--good) }
.interactions .failed { color: var(--bad); font-weight: 700 }
.interactions .pending-failed { color: var(--wait) }
.interactions .excluded { color: var(--none) }
footer { color: var(--dim); font-size: 13px; padding-top: 12px; padding-bottom: 40px }
@media (max-width: 640px) {
  .wide { padding: 0 14px }
  h1 { font-size: 26px }
  .tiles { grid-template-columns: repeat(2, 1fr); gap: 10px }
  .tile { padding: 12px 13px }
  .tile .figure { font-size: 25px }
  .steps ol { display: block }
  .steps li { grid-template-columns: 20px 1fr auto; column-gap: 8px }
  .steps .note { grid-column: 2 / -1; grid-row: 2 }
  .grid th:first-child { padding-left: 12px; max-width: 44vw; overflow: hidden; text-overflow: ellipsis }
  .group { padding: 14px 12px }
}
@media print {
  .filters, .only, .curl button { display: none }
  .finding, .tile { break-inside: avoid }
}
`
