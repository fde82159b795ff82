// Deciding on a pair by keys. Every key presses a button of the page, so nothing is possible by key alone.
"use strict";

(() => {
  const SWITCHED_OFF = "redress-duplicates-keys-off";
  const note = document.querySelector("[data-keys-note]");
  const buttons = new Map();
  for (const button of document.querySelectorAll("button[data-key]")) {
    for (const key of button.dataset.key.split(" ")) {
      buttons.set(key, button);
    }
  }
  if (!note || buttons.size === 0) {
    return;
  }

  // Single keys can be switched off for whoever presses them by accident (WCAG 2.1.4).
  const stored = (() => {
    try {
      return window.localStorage;
    } catch {
      return null; // the browser forbids it: the switch holds for this page
    }
  })();
  const lever = note.querySelector("[data-keys-switch]");
  lever.checked = stored?.getItem(SWITCHED_OFF) !== "yes";
  lever.addEventListener("change", () => stored?.setItem(SWITCHED_OFF, lever.checked ? "no" : "yes"));
  note.hidden = false;

  const typing = (target) =>
    target instanceof HTMLElement && (target.isContentEditable || target.matches("textarea, select, input:not([type=radio], [type=checkbox])"));

  // With the Korean keyboard on, the key is a jamo; its place on the keyboard still says which letter was meant.
  const named = (event) => {
    const key = event.key.toLowerCase();
    if (/^[a-z0-9]$/.test(key)) {
      return key;
    }
    return /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(event.code)?.[1].toLowerCase() ?? "";
  };

  let pressed = false;
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) {
      return;
    }
    const button = lever.checked && !pressed && !typing(event.target) ? buttons.get(named(event)) : undefined;
    if (button) {
      pressed = true; // one page, one decision: a second key must not answer for a pair that nobody has seen
      event.preventDefault();
      button.click();
    }
  });
  // A page that comes back from the browser's memory takes keys again.
  window.addEventListener("pageshow", () => {
    pressed = false;
  });
})();
