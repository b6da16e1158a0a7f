/** How a gallery looks: the greys of Podium, dark or light as the system is, and on paper. */

/** Height of a row before it is stretched to the width of the window. */
const ROW_PIXELS = 180
/** Height to which a row may be stretched. */
const TALLEST_PIXELS = 270

export const GALLERY_STYLE = `
:root {
  color-scheme: light dark;
  --background: #f4f4f4; --line: #dcdcdc; --empty: #e2e2e2; --control: #6e6e6e;
  --text: #1b1b1b; --second: #505050; --third: #666666; --gold: #9a6a10;
  --ring: #1b1b1b; --ring-gap: #ffffff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --background: #191919; --line: #2e2e2e; --empty: #242424; --control: #929292;
    --text: #ececec; --second: #a8a8a8; --third: #929292; --gold: #d9a441;
    --ring: #ffffff; --ring-gap: #000000;
  }
}
* { box-sizing: border-box; }
html { scrollbar-gutter: stable; }
html:has(dialog[open]) { overflow: hidden; }
body {
  margin: 0; padding: 20px 24px 32px; background: var(--background); color: var(--text);
  font: 13px/19px system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', Arial, sans-serif;
  font-variant-numeric: tabular-nums;
}
h1 {
  margin: 0; padding: 0 0 11px; border-bottom: 1px solid var(--line);
  font-size: 22px; line-height: 30px; font-weight: 400; overflow-wrap: anywhere;
}
.about { display: flex; flex-wrap: wrap; gap: 0 12px; margin: 11px 0 16px; color: var(--second); }
.about b { font-weight: 400; color: var(--text); }
ol { display: flex; flex-wrap: wrap; gap: 14px 5px; margin: 0; padding: 0; list-style: none; }
/* Takes what the last row leaves over, so that its pictures keep their size. */
ol::after { content: ''; flex: 1000000 1 0; }
/* A picture alone in its row does not grow without end. */
li {
  flex: var(--a) 1 calc(var(--a) * ${ROW_PIXELS}px); max-width: min(100%, calc(var(--a) * ${TALLEST_PIXELS}px)); min-width: 0;
  container-type: inline-size;
}
figure { margin: 0; }
button { border: 0; padding: 0; background: none; color: inherit; cursor: pointer; }
.open {
  display: block; width: 100%; aspect-ratio: var(--a); background: var(--empty); border-radius: 2px;
  color: var(--third); font: inherit; cursor: zoom-in;
}
.open img { display: block; width: 100%; height: 100%; object-fit: contain; border-radius: 2px; }
.open.loose { background: none; }
.loose img { object-position: left bottom; }
.open.none { display: grid; place-items: center; padding: 8px; text-align: center; cursor: default; }
.open:focus-visible { outline: none; box-shadow: 0 0 0 2px var(--ring-gap), 0 0 0 4px var(--ring); }
figcaption { display: flex; gap: 0 9px; padding-top: 4px; color: var(--second); white-space: nowrap; overflow: hidden; }
.place { color: var(--text); }
.first { color: var(--gold); }
.name { display: none; }
.day { color: var(--third); }
@container (max-width: 155px) { .day { display: none; } }
.fades { display: flex; align-items: center; gap: 12px; margin: 20px 0; color: var(--third); }
.fades::before, .fades::after { content: ''; flex: 1; border-top: 1px solid var(--line); }
footer { margin-top: 28px; color: var(--third); }
dialog {
  width: 100vw; height: 100vh; height: 100dvh; max-width: none; max-height: none; margin: 0; padding: 0; border: 0;
  background: var(--background); color: var(--text);
}
dialog[open] { display: grid; grid-template: minmax(0, 1fr) auto / 56px minmax(0, 1fr) 56px; }
dialog:focus { outline: none; }
#stage { grid-column: 2; padding: 16px 0 0; min-height: 0; }
#stage img { display: block; width: 100%; height: 100%; object-fit: contain; cursor: zoom-out; }
#words { grid-column: 2; padding: 8px 0 14px; }
#words figcaption { justify-content: center; flex-wrap: wrap; white-space: normal; gap: 0 14px; }
#words .name { display: inline; overflow-wrap: anywhere; }
dialog button { color: var(--control); font: 300 34px/1 system-ui, sans-serif; }
dialog button:hover { color: var(--text); }
dialog button:focus-visible { outline: 2px solid var(--ring); outline-offset: -6px; }
dialog button:disabled { visibility: hidden; }
#before { grid-area: 1 / 1 / 3 / 2; }
#after { grid-area: 1 / 3 / 3 / 4; }
#close { position: fixed; top: 8px; right: 8px; width: 40px; height: 40px; font-size: 26px; }
@media (max-width: 640px) {
  body { padding: 14px 12px 24px; }
  dialog[open] { grid-template-columns: 0 minmax(0, 1fr) 0; }
  #before, #after { z-index: 1; width: 44px; }
  #after { justify-self: end; }
}
@media print {
  @page { margin: 12mm; }
  :root {
    --background: #fff; --line: #c9c9c9; --empty: #fff; --text: #1b1b1b; --second: #565656; --third: #666; --gold: #9a6a10;
  }
  body { padding: 0; font-size: 8pt; line-height: 11pt; }
  h1 { font-size: 15pt; line-height: 20pt; }
  li { flex-basis: calc(var(--a) * 118px); break-inside: avoid; }
  figcaption { padding-top: 2px; }
  .open.none { border: 1px solid var(--line); }
  .open:focus-visible { box-shadow: none; }
  .fades { break-after: avoid; }
  dialog { display: none !important; }
}
`
