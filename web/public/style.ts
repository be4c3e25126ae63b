/** The style sheet of the public pages: large type, strong contrast, one column, no font or image from elsewhere. */
export const STYLE = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: #1b1b1b; font: 1.125rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans SC", "Noto Sans CJK SC", sans-serif; }
header, main, footer { max-width: 42rem; margin: 0 auto; padding: 1rem 1.25rem; }
header { border-bottom: 4px solid #1a4480; }
footer { border-top: 1px solid #71767a; margin-top: 2rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0.75rem 0 0; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2rem 0 0.5rem; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; list-style: none; margin: 0; padding: 0; }
a { color: #1a4480; }
a[aria-current] { color: inherit; font-weight: 700; text-decoration: none; }
a:focus-visible, input:focus-visible, textarea:focus-visible, button:focus-visible { outline: 4px solid #2491ff; outline-offset: 2px; }
label, legend { font-weight: 700; }
fieldset { border: 0; margin: 0 0 1rem; padding: 0; }
fieldset label { display: flex; gap: 0.6rem; align-items: flex-start; font-weight: 400; padding: 0.35rem 0; }
fieldset input { width: 1.4rem; height: 1.4rem; margin: 0.15rem 0 0; flex: none; }
input[type="text"], textarea { display: block; width: 100%; font: inherit; padding: 0.5rem 0.6rem; border: 2px solid #565c65; border-radius: 4px; background: #fff; color: inherit; }
input[type="text"] { font-family: ui-monospace, "DejaVu Sans Mono", monospace; letter-spacing: 0.06em; }
.hint { margin: 0.15rem 0 0.4rem; color: #3d4551; font-size: 1rem; }
button { font: inherit; font-weight: 700; color: #fff; background: #1a4480; border: 0; border-radius: 4px; padding: 0.65rem 1.5rem; margin-top: 0.75rem; cursor: pointer; }
.now { border-left: 6px solid #1a4480; background: #eef4fb; padding: 0.75rem 1rem; margin: 0; }
.now p { margin: 0.25rem 0; }
.limit { font-size: 1.3rem; font-weight: 700; overflow-wrap: anywhere; }
.note { border-left: 6px solid #936f38; background: #fdf6e7; padding: 0.75rem 1rem; }
.good { border-left: 6px solid #216e1f; background: #ecf6ec; padding: 0.75rem 1rem; }
.note p, .good p, .note h2, .good h2 { margin: 0.25rem 0; }
dt { font-weight: 700; margin-top: 0.9rem; }
dd { margin: 0; }
.number { font-size: 1.3rem; font-weight: 700; white-space: nowrap; }
@media (prefers-color-scheme: dark) {
  :root { color-scheme: dark; }
  body { background: #16191d; color: #f0f0f0; }
  a { color: #9dc3f7; }
  header { border-color: #5a8fd6; }
  .now { background: #1d2b3c; border-color: #5a8fd6; }
  .note { background: #362b16; }
  .good { background: #1a311b; }
  .hint { color: #c6cace; }
  input[type="text"], textarea { background: #16191d; border-color: #a9aeb1; }
  button { background: #2f6fc2; }
}
@media print { nav, form, button { display: none; } }
`;
