// Credit and disclaimer: in full on a wide frame, behind a button on a narrow one (map.css).
// Offers: add. Needs: frame, dom, corner, names.
"use strict";

dossier.define("imprint", ["frame", "dom", "corner", "names"], (frame, { element }, corner, names) => ({
  add: (credit) => {
    const strings = frame.strings.map;
    const text = element("div", { class: "imprint-text", id: "imprint-text" },
      element("p", {}, strings.disclaimer), element("p", {}, credit));
    const button = element("button", {
      type: "button", class: "imprint-button", "aria-expanded": "false", "aria-controls": "imprint-text",
      "aria-label": strings.about, title: strings.about,
    }, "i");
    const node = element("div", { class: "imprint ov" }, text, button);
    const show = (isOpen) => {
      node.classList.toggle("open", isOpen);
      button.setAttribute("aria-expanded", String(isOpen));
      names.place();
    };
    button.addEventListener("click", () => show(!node.classList.contains("open")));
    node.addEventListener("keydown", (press) => press.key === "Escape" && show(false));
    corner("bottomright", node);
  },
}));
