/** Style sheet of the page: desktop, phone, dark mode, print. */
const DASHES = ['none', '7 3', '2 3', '9 3 2 3', '4 2', '12 4', '1 2', '6 2 1 2'];

/** Eight colours; series 9 to 16 repeat them with other dashes. */
const SERIES = Array.from({ length: 16 }, (_, at) => {
  const dash = DASHES[(at + (at < 8 ? 0 : 3)) % DASHES.length];
  return `.series-${at} { stroke: var(--c${at % 8}); stroke-dasharray: ${dash} }`;
}).join('\n');

export const STYLE = `
:root { color-scheme: light dark; --ink: #1b2733; --faint: #5b6b7f; --rule: #d5dde7; --paper: #fff; --ours: #2563a8; --peer: #a9b7c8; --bad: #b3261e;
  --c0: #2563a8; --c1: #d9622b; --c2: #2e8b57; --c3: #8e44ad; --c4: #c0392b; --c5: #7a6a00; --c6: #008b9a; --c7: #5b6b7f }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eef5; --faint: #9fb0c6; --rule: #33404f; --paper: #141a21; --ours: #6aa9ea; --peer: #52647a; --bad: #ff8a80;
  --c0: #6aa9ea; --c1: #f0955f; --c2: #67c58f; --c3: #c48ae0; --c4: #ef7f74; --c5: #cdbb4e; --c6: #4fc6d3; --c7: #9fb0c6 } }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 1.2rem; max-width: 66rem; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
h1 { font-size: 1.6rem; margin: 0 0 .3rem } h2 { font-size: 1.2rem; margin: 2.2rem 0 .2rem; border-top: 1px solid var(--rule); padding-top: 1.2rem }
p.about, figcaption, ul.notes { color: var(--faint); font-size: .875rem } p.about { margin: 0 0 .8rem } ul.notes { padding-left: 1.1rem }
li.bad { color: var(--bad); font-weight: 600 }
.scroll { overflow-x: auto } table { border-collapse: collapse; font-size: .875rem; width: 100% }
th, td { padding: .35rem .6rem; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--rule) }
th:first-child, td:first-child, th:last-child, td:last-child { text-align: left } td:last-child { white-space: normal; min-width: 11rem; color: var(--faint) }
tr.ours td:first-child { font-weight: 700; color: var(--ours) } tr.skipped td { color: var(--faint) }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1.2rem; margin-top: 1rem }
figure { margin: 0 } figcaption { margin-bottom: .2rem; font-weight: 600 } svg { width: 100%; height: auto; display: block; font: 12px system-ui, sans-serif }
.grid { stroke: var(--rule); fill: none } .tick, .axis { fill: var(--faint) } .bar { fill: var(--peer) } .bar.ours { fill: var(--ours) } .whisker { stroke: var(--ink); stroke-width: 1.5 }
.bar-title, .bar-value { fill: var(--ink); font-size: 13px } .line { fill: none; stroke-width: 2 }
${SERIES}
@media print { :root { color-scheme: light } body { max-width: none; padding: 0; font-size: 11pt } .scroll { overflow: visible } h2, figure, table { break-inside: avoid } h2 { break-after: avoid } .plots { grid-template-columns: 1fr 1fr } }
`;
