// The way to the other pages of a list; the control that was used to come here has the focus.
// Offers: a function that makes it. Needs: frame, dom, text.
"use strict";

dossier.define("pager", ["frame", "dom", "text"], (frame, { element }, { say, number }) =>
  ({ page, pages, text, turn }) => {
    const strings = frame.strings.events;
    const button = (by, sign, to, name) => {
      const made = element("button", { type: "button", "data-by": by, "aria-label": name, title: name }, sign);
      made.disabled = to < 1 || to > pages;
      made.addEventListener("click", () => turn(to, by));
      return made;
    };
    const field = element("input", { type: "number", min: 1, max: pages, value: page, "data-by": "field" });
    field.addEventListener("change", () => {
      const to = Math.min(pages, Math.max(1, Math.round(field.valueAsNumber) || page));
      field.value = to;
      if (to !== page) turn(to, "field");
    });
    return element("div", { class: "pages" },
      element("p", { role: "status" }, text),
      button("previous", "‹", page - 1, strings.previousPage),
      element("label", {}, strings.pageNumber, field, say(strings.ofPages, { pages: number(pages) })),
      button("next", "›", page + 1, strings.nextPage),
    );
  });
