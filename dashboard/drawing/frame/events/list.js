// The list of a shared marker, area or square: every event of it as a button inside the map; of many a page of them.
// Offers: open, close, activate, isOpen, ids. Needs: frame, dom, event_symbols, event_wording, selection, pager.
"use strict";

dossier.define(
  "list",
  ["frame", "dom", "event_symbols", "event_wording", "selection", "pager"],
  (frame, { element }, { symbol }, { titleOf }, selection, pager) => {
    const SYMBOL_PX = 18;

    let list = null; // the open one: {node, opener, ids}

    const close = (giveFocusBack = false) => {
      if (!list) return;
      list.node.remove();
      if (giveFocusBack && list.opener.isConnected) list.opener.focus();
      list = null;
    };

    const head = (title, paging) => {
      const button = element("button", { type: "button", "aria-label": frame.strings.events.close }, "×");
      button.addEventListener("click", () => close(true));
      const node = element("header", {}, element("strong", {}, title), button);
      if (paging.pages > 1) node.append(pager(paging));
      return node;
    };

    const row = (event) => {
      const where = [event.when, event.place].filter(Boolean).join(" · ");
      const text = element("span", {}, element("b", {}, event.title), element("small", {}, where));
      const button = element("button", { type: "button", "data-event": event.id }, symbol(event, SYMBOL_PX), text);
      button.addEventListener("click", () => selection.choose(event.id));
      return element("li", {}, button);
    };

    /** Arrows go from event to event, Escape closes; nothing of it reaches the map. */
    const listenToKeys = (node, rows) =>
      node.addEventListener("keydown", (press) => {
        press.stopPropagation();
        if (press.key === "Escape") close(true);
        if (press.target.matches("input")) return;
        const buttons = [...rows.querySelectorAll("button")];
        const at = buttons.indexOf(document.activeElement);
        const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[press.key];
        if (to !== undefined && buttons[to]) {
          press.preventDefault();
          buttons[to].focus();
        }
      });

    /** Where the keyboard goes on in a list: where it was in the page before, else the first event. */
    const focusIn = (node, by) => {
      const used = by && node.querySelector(`[data-by="${by}"]:enabled`);
      const other = by && node.querySelector("[data-by]:enabled");
      (used || other || node.querySelector("li button")).focus({ preventScroll: true });
    };

    /**
     * Open the list of these events.
     * @param {Object[]} events Markers
     * @param {Element} opener gets the focus back
     * @param {Object} paging of a page of a square's events: {page, pages, text, title, turned, turn}
     */
    const open = (events, opener, paging = { pages: 1 }) => {
      close();
      const title = titleOf(events, paging);
      const rows = element("ol", {}, ...events.map(row));
      const node = element("section", { class: "event-list ov", role: "dialog", tabindex: "-1", "aria-label": title },
        head(title, paging), rows);
      listenToKeys(node, rows);
      L.DomEvent.disableClickPropagation(node);
      L.DomEvent.disableScrollPropagation(node);
      frame.map.getContainer().append(node);
      list = { node, opener, ids: events.map((event) => event.id) };
      selection.ring();
      focusIn(node, paging.turned);
    };

    return {
      open,
      close,
      isOpen: () => Boolean(list),
      ids: () => list.ids,

      /** Choose a single event; list several. */
      activate: (events, opener) => (events.length === 1 ? selection.choose(events[0].id) : open(events, opener)),
    };
  },
);
