import { html } from "lit/html.js";

/**
 * Health has colours of its own, apart from those by which Home Assistant paints a lock's state, dark enough for white
 * text in light themes and light enough for black text in dark ones. A theme may set `--lock-health-*`.
 * Each text runs by its own letters, so that an English one, or a lock's name, can be read in a card from right to left.
 */
export const styles = html`<style>
  :host {
    display: block;
    height: 100%;
    --ok: var(--lock-health-ok, #2e7d32);
    --warning: var(--lock-health-warning, #9a5b00);
    --error: var(--lock-health-error, #c62828);
    --calm: var(--lock-health-calm, #0277bd);
    --on-tone: #fff;
    --tint: 0.1;
    --text: var(--primary-text-color, #141414);
    --quiet: var(--secondary-text-color, #5e5e5e);
    --line: var(--divider-color, rgba(0, 0, 0, 0.12));
    --tone: var(--quiet);
    color: var(--text);
    /* A pixel of text, at the size that the theme asks for. */
    --u: calc(var(--ha-font-size-m, 14px) / 14);
    font: calc(14 * var(--u)) / calc(20 * var(--u)) var(--ha-font-family-body, Roboto, sans-serif);
  }
  :host([dark]) {
    --ok: var(--lock-health-ok, #66bb6a);
    --warning: var(--lock-health-warning, #ffb74d);
    --error: var(--lock-health-error, #ff7b72);
    --calm: var(--lock-health-calm, #29b6f6);
    --on-tone: #111;
    --tint: 0.16;
  }
  ha-card {
    display: grid;
    align-content: start;
    gap: 12px;
    height: 100%;
    box-sizing: border-box;
    padding: 12px;
    overflow: auto;
  }
  ha-card * {
    unicode-bidi: plaintext;
  }
  :host([rtl]) ha-card {
    text-align: right;
  }
  ha-card[data-layout="compact"] {
    padding: 2px 12px;
  }
  [data-severity="unknown"],
  [data-state="unknown"],
  [data-state="none"] {
    --tone: var(--quiet);
  }
  [data-severity="healthy"],
  [data-state="ok"],
  [data-tone="ok"] {
    --tone: var(--ok);
  }
  [data-severity="warning"],
  [data-state="warning"],
  [data-tone="warning"] {
    --tone: var(--warning);
  }
  [data-severity="error"],
  [data-severity="critical"],
  [data-state="error"],
  [data-state="critical"],
  [data-tone="error"] {
    --tone: var(--error);
  }
  [data-tone="calm"] {
    --tone: var(--calm);
  }
  ha-icon {
    --mdc-icon-size: 24px;
    flex: none;
    display: block;
    width: var(--mdc-icon-size);
    height: var(--mdc-icon-size);
    color: var(--tone);
  }
  h2,
  h3,
  p,
  ul,
  ol {
    margin: 0;
    padding: 0;
    list-style: none;
    font: inherit;
  }
  button {
    font: inherit;
    color: inherit;
    background: none;
    border: 0;
    padding: 0;
    text-align: inherit;
    cursor: pointer;
  }
  button:disabled {
    cursor: default;
    opacity: 0.5;
  }
  :focus-visible {
    outline: 2px solid var(--calm);
    outline-offset: 2px;
  }
  .lock,
  .unfolded {
    display: grid;
    gap: 12px;
  }
  .lock + .lock {
    border-top: 1px solid var(--line);
    padding-top: 12px;
  }
  header,
  .head {
    display: grid;
    grid-template-columns: 40px minmax(0, 1fr);
    gap: 12px;
    align-items: center;
    min-height: 48px;
    border-radius: 10px;
  }
  .disc,
  .finding,
  .family {
    position: relative;
    border-radius: 10px;
  }
  .disc {
    width: 40px;
    height: 40px;
    display: grid;
    place-items: center;
    border-radius: 50%;
  }
  .disc::before,
  .finding::before,
  .family[aria-expanded="true"]::before {
    content: "";
    position: absolute;
    inset: 0;
    border-radius: inherit;
    background: var(--tone);
    opacity: var(--tint);
    pointer-events: none;
  }
  .name {
    display: block;
    font-size: calc(16 * var(--u));
    line-height: calc(22 * var(--u));
    font-weight: 500;
    overflow-wrap: anywhere;
  }
  .state,
  p.quiet,
  .banner {
    color: var(--quiet);
    font-size: calc(13 * var(--u));
    line-height: calc(18 * var(--u));
  }
  .finding {
    padding: 12px;
    display: grid;
    gap: 8px;
  }
  h3 {
    display: flex;
    gap: 8px;
    font-size: calc(15 * var(--u));
    font-weight: 500;
    overflow-wrap: anywhere;
  }
  h3 ha-icon,
  .conditions ha-icon {
    --mdc-icon-size: 20px;
  }
  .actions,
  .banner {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  .actions button,
  .line > .offer,
  a {
    position: relative;
    overflow: hidden;
    box-sizing: border-box;
    display: inline-grid;
    grid-auto-flow: column;
    gap: 12px;
    align-items: center;
    justify-content: center;
    min-height: 48px;
    padding: 6px 20px;
    border-radius: 24px;
    font-weight: 500;
    text-align: center;
    text-decoration: none;
    color: var(--on-tone);
    background: var(--tone);
  }
  .actions .quiet,
  .line > .quiet,
  a.quiet {
    color: var(--text);
    background: none;
    box-shadow: inset 0 0 0 1px var(--line);
  }
  .actions .wide {
    flex: 1;
  }
  .left {
    color: var(--quiet);
    font-weight: 400;
  }
  .bar {
    position: absolute;
    inset: auto 0 0;
    height: 4px;
    background: currentColor;
    opacity: 0.55;
    transform-origin: left;
    animation: shrink linear forwards;
  }
  :host([rtl]) .bar {
    transform-origin: right;
  }
  .still {
    animation: none;
  }
  @keyframes shrink {
    to {
      transform: scaleX(0);
    }
  }
  .families {
    display: grid;
    grid-template-columns: repeat(5, minmax(0, 1fr));
    margin: 0 -6px;
    min-height: 76px;
  }
  .value {
    font-weight: 500;
  }
  .fleet {
    display: grid;
    gap: 4px;
  }
  .line {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 10px;
    align-items: center;
    min-height: 52px;
  }
  .line > .offer {
    max-width: 40vw;
  }
  .dots {
    display: flex;
    gap: 5px;
  }
  .dots i {
    width: 8px;
    height: 8px;
    border-radius: 50%;
    background: var(--tone);
  }
  .sr {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  @media (prefers-reduced-motion: reduce) {
    .bar {
      animation-timing-function: steps(10, end);
    }
  }
</style>`;
