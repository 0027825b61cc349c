// Squares under mouse, finger and keyboard: what they hold is told, and they open into a list or a closer look.
// Offers: start, isOnSquare. Needs: frame, density_state, squares, tip, painting, place_list.
"use strict";

dossier.define(
  "pointing",
  ["frame", "density_state", "squares", "tip", "painting", "place_list"],
  (frame, state, { keyOf }, tip, painting, placeList) => {
    const FEW = 100; // events of a square that are listed at any zoom
    const ZOOM_IN = 2; // levels, when a square with too many events for a list is chosen

    /** The square under the pointer, if the pointer is on the map itself. */
    const squareAt = ({ latlng, originalEvent }) => {
      const { picture } = state;
      if (state.isHidden || !picture || picture.isSingles || !originalEvent) return null;
      if (originalEvent.target.closest(".ov, .leaflet-control, .event-icon")) return null;
      const at = frame.map.project(latlng).divideBy(state.cellPx()).floor();
      return picture.cells.get(keyOf(at.x, at.y)) || null;
    };

    const point = (event) => {
      const square = squareAt(event);
      if (!square) return tip.hide();
      frame.map.getContainer().classList.add("on-square");
      return tip.show(square, event.latlng);
    };

    /** A square with few events lists them; one with many is looked at more closely, as far as the map goes. */
    const open = (square) => {
      const { map } = frame;
      const rows = square.parts.reduce((sum, { n }) => sum + n, 0); // of the list, whatever their datasets
      if (rows <= FEW || map.getZoom() >= map.getMaxZoom()) {
        placeList.openSquare(square);
        return;
      }
      tip.hide();
      map.setView(state.inside(square, 0.5), Math.min(map.getMaxZoom(), map.getZoom() + ZOOM_IN));
    };

    const choose = (event) => {
      const square = squareAt(event);
      if (square) open(square);
    };

    /** By keyboard the marked square is opened as by a click. */
    const press = (key) => {
      const marked = painting.marked();
      if (key.target !== frame.map.getContainer() || !marked || (key.key !== "Enter" && key.key !== " ")) return;
      key.preventDefault();
      open(marked);
    };

    const listenToKeys = (container) => {
      const use = (isByPointer) => () => {
        painting.setPointed(isByPointer);
        tip.hide();
        painting.draw();
      };
      container.addEventListener("pointerdown", () => painting.setPointed(true), { capture: true });
      container.addEventListener("keydown", (key) => key.target === container && painting.isPointed() && use(false)());
      container.addEventListener("keydown", press);
      container.addEventListener("focus", () => painting.isPointed() || use(false)());
      container.addEventListener("blur", use(false));
    };

    return {
      start: () => {
        frame.map.on({ mousemove: point, click: choose });
        frame.map.on("mouseout movestart zoomstart", tip.hide);
        listenToKeys(frame.map.getContainer());
      },

      /** True where a click is on a square, which lies above all areas. */
      isOnSquare: (click) => Boolean(squareAt(click)),
    };
  },
);
