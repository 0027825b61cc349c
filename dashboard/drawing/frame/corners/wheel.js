// The wheel zooms only while the map is in use, or with Ctrl; else it scrolls the page.
// Offers: tame. Needs: frame, dom.
"use strict";

dossier.define("wheel", ["frame", "dom"], (frame, { element }) => {
  const HINT_MS = 1600;

  const hintAt = (box) => {
    const node = element("div", { class: "hint", "aria-hidden": "true" }, frame.strings.map.wheel);
    box.append(node);
    setTimeout(() => node.remove(), HINT_MS);
    return node;
  };

  return {
    tame: () => {
      const { map } = frame;
      const box = map.getContainer();
      let isInUse = false;
      let hint = null;
      const use = (isUsed) => () => (isInUse = isUsed);
      box.addEventListener("focusin", use(true));
      box.addEventListener("pointerdown", use(true));
      box.addEventListener("focusout", use(false));
      window.addEventListener("blur", use(false));
      const onWheel = (wheel) => {
        if (isInUse || wheel.ctrlKey) return map.scrollWheelZoom.enable();
        map.scrollWheelZoom.disable();
        if (!hint || !hint.isConnected) hint = hintAt(box);
        return undefined;
      };
      box.addEventListener("wheel", onWheel, { capture: true, passive: true });
    },
  };
});
