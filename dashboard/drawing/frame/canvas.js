// A canvas over the map that is larger than the viewport and moves with it; what is painted on it is its owner's affair.
// Offers: a function that adds one. Needs: frame.
// It is no L.Renderer: that one redraws vectors of its own after each movement, while here a picture is painted once and
// then added to, day by day, and is painted anew when its owner says so.
"use strict";

dossier.define("canvas", ["frame"], (frame) => {
  const PADDING = 0.2; // of the viewport, beyond each of its edges: what a short pan then needs nothing new for

  /**
   * Add an empty, hidden canvas to a pane.
   * @param {string} pane made here; also the class of the canvas
   * @param {number} zIndex of the pane
   */
  return (pane, zIndex) => {
    const { map } = frame;
    const box = map.createPane(pane);
    box.style.zIndex = zIndex;
    box.style.pointerEvents = "none"; // the map itself hears of pointers, so that what lies below still does
    const canvas = L.DomUtil.create("canvas", `map-canvas ${pane} leaflet-zoom-animated`, box);
    canvas.hidden = true;
    let drawn = null; // where the canvas lies: {corner, zoom}

    const resize = (size, ratio) => {
      const [width, height] = [Math.round(size.x * ratio), Math.round(size.y * ratio)];
      if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
      Object.assign(canvas.style, { width: `${size.x}px`, height: `${size.y}px` });
    };

    /** Move it with an animated zoom, as Leaflet moves its own. */
    const follow = ({ zoom, center }) => {
      if (!drawn) return;
      const offset = map._latLngToNewLayerPoint(drawn.corner, zoom, center);
      L.DomUtil.setTransform(canvas, offset, map.getZoomScale(zoom, drawn.zoom));
    };

    map.on("zoomanim", follow);

    return {
      node: canvas,

      hide: () => {
        canvas.hidden = true;
        drawn = null;
      },

      /** Lay it where the map is now, emptied; `origin` is its corner in pixels of the world, `ratio` those of the screen. */
      lay: () => {
        const padding = map.getSize().multiplyBy(PADDING).round();
        const corner = map.containerPointToLayerPoint([0, 0]).subtract(padding);
        const size = map.getSize().add(padding.multiplyBy(2));
        const ratio = Math.min(2, window.devicePixelRatio || 1);
        canvas.hidden = false;
        resize(size, ratio);
        L.DomUtil.setPosition(canvas, corner);
        drawn = { corner: map.layerPointToLatLng(corner), zoom: map.getZoom() };
        const pen = canvas.getContext("2d");
        pen.setTransform(1, 0, 0, 1, 0, 0);
        pen.clearRect(0, 0, canvas.width, canvas.height);
        return { pen, origin: corner.add(map.getPixelOrigin()), size, ratio };
      },
    };
  };
});
