/** The style sheet of the sign-in page; contrast is at least 4.5:1 for text and 3:1 for borders in both schemes. */
export const signInStyle = `
:root {
  --ground: #f3f5f8; --panel: #ffffff; --text: #1b2430; --quiet: #54606e; --line: #7d8998;
  --accent: #0b63ad; --on-accent: #ffffff; --bad: #a3182a; --bad-ground: #fdeef0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14181e; --panel: #1e242c; --text: #e8ecf1; --quiet: #a9b4c1; --line: #77828f;
    --accent: #6cb6f5; --on-accent: #0c1722; --bad: #ff9aa5; --bad-ground: #3a2025;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main {
  max-width: 25rem; margin: clamp(1rem, 8vh, 5rem) auto; padding: 1.75rem; background: var(--panel);
  border-radius: 12px; box-shadow: 0 1px 3px rgb(0 0 0 / .2);
}
h1 { margin: .25rem 0 .75rem; font-size: 1.5rem; line-height: 1.25; overflow-wrap: anywhere; }
p { margin: 0 0 1rem; }
.host, .small { color: var(--quiet); font-size: .875rem; overflow-wrap: anywhere; }
.host { margin: 0; }
.small { margin: 1.25rem 0 0; }
.address { font-weight: 600; overflow-wrap: anywhere; }
a { color: var(--accent); }
.error, .notice { padding: .625rem .75rem; border-radius: 8px; }
.notice { background: var(--ground); }
.error { background: var(--bad-ground); color: var(--bad); }
label { display: block; margin: 0 0 .25rem; font-weight: 600; }
input:not([type=hidden]) {
  width: 100%; margin: 0 0 1rem; padding: .625rem .75rem; font: inherit; color: inherit; background: transparent;
  border: 1px solid var(--line); border-radius: 8px;
}
.actions { display: flex; gap: .75rem; margin-top: .5rem; }
button {
  flex: 1; min-height: 2.75rem; padding: .5rem 1rem; font: inherit; font-weight: 600; cursor: pointer;
  color: var(--on-accent); background: var(--accent); border: 1px solid var(--accent); border-radius: 8px;
}
button.quiet { color: var(--text); background: transparent; border-color: var(--line); }
button:hover { filter: brightness(1.08); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@media (max-width: 27rem) { main { margin: 0; min-height: 100vh; border-radius: 0; box-shadow: none; } }
@media (forced-colors: active) { main { border: 1px solid; } }
`;
