// What did not load, with a button that tries again.
// Offers: show, clear. Needs: frame, dom, text.
"use strict";

dossier.define("failures", ["frame", "dom", "text"], (frame, { element }, { say }) => {
  let notice;

  /** Say which layers didn't load; no names take the line away. */
  const show = (names, retry) => {
    if (notice) notice.remove();
    notice = null;
    if (!names.length) return;
    const strings = frame.strings.map;
    const button = element("button", { type: "button" }, strings.retry);
    button.addEventListener("click", retry);
    const layers = names.map((name) => strings[name]).join(", ");
    notice = element("div", { class: "failure ov", role: "alert" }, say(strings.failed, { layers }), " ", button);
    L.DomEvent.disableClickPropagation(notice);
    frame.map.getContainer().append(notice);
  };

  return { show, clear: () => show([]) };
});
