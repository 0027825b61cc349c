// The reported build-up: a hatched strip of constant screen width on the Serbian side of the boundary line.
"use strict";

window.dossier = window.dossier || {};

(() => {
  const DEPTH_PX = 22; // on the screen, at every zoom: no depth on the ground is claimed
  const SVG = "http://www.w3.org/2000/svg";
  let count = 0;

  const svgElement = (tag, attributes, ...children) => {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  };

  const hatch = (id) =>
    svgElement(
      "pattern", { id, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      svgElement("rect", { width: 7, height: 7, class: "strip-wash" }),
      svgElement("rect", { width: 2, height: 7, class: "strip-hatch" }),
    );

  const HatchedStrip = L.Layer.extend({
    initialize(options) {
      L.setOptions(this, options);
      this._number = ++count;
    },

    onAdd(map) {
      map.on("dossier:geodata", this._draw, this);
      this._draw();
      dossier.legend.show("strip", true, this.options.note);
      dossier.labels.note(this.options.note);
    },

    onRemove(map) {
      map.off("dossier:geodata", this._draw, this);
      this._erase();
      dossier.legend.show("strip", false);
      dossier.labels.note(null);
    },

    /** The stroke as an SVG path, for focus and labelling; an empty group while the geodata is missing. */
    getElement() {
      return this._stroke ? this._stroke.getLayers()[0].getElement() : svgElement("g", {});
    },

    /** Draw once both the line and the polygon that clips it are there. */
    _draw() {
      const { id, label } = this.options;
      const [zone, serbia] = [dossier.geodata.zones[id], dossier.geodata.countries.RS];
      if (this._stroke || !zone || !serbia) return;
      const map = this._map;
      const renderer = L.svg({ pane: "zones", padding: 0.3 });
      const exact = { renderer, pane: "zones", smoothFactor: 0 };
      this._side = L.geoJSON(serbia, { ...exact, interactive: false, stroke: false }).addTo(map);
      this._stroke = L.geoJSON(zone, {
        ...exact, style: { weight: 2 * DEPTH_PX, opacity: 1, className: "strip", lineCap: "butt", fill: false },
      });
      this._stroke.addTo(map);
      this._renderer = renderer;
      this._clip();
      this._makeButton(label);
    },

    _erase() {
      for (const layer of [this._stroke, this._side, this._renderer]) if (layer) layer.remove();
      this._stroke = this._side = this._renderer = null;
    },

    /** Leaflet keeps the polygon's path in step with pan and zoom; as a clip path it clips the stroke likewise. */
    _clip() {
      const path = this.getElement();
      const clip = svgElement("clipPath", { id: `serbia-${this._number}` });
      for (const part of this._side.getLayers()) clip.append(part.getElement());
      path.ownerSVGElement.prepend(svgElement("defs", {}, clip, hatch(`hatch-${this._number}`)));
      path.setAttribute("clip-path", `url(#serbia-${this._number})`);
      path.setAttribute("stroke", `url(#hatch-${this._number})`);
    },

    _makeButton(label) {
      const path = this.getElement();
      const attributes = { tabindex: 0, role: "button", "aria-label": label };
      for (const [name, value] of Object.entries(attributes)) path.setAttribute(name, value);
      path.addEventListener("keydown", (press) => {
        if (press.key !== "Enter" && press.key !== " ") return;
        L.DomEvent.stop(press);
        this.fire("click", { latlng: this._stroke.getBounds().getCenter(), originalEvent: press });
      });
      this._stroke.on("click", ({ latlng, originalEvent }) => this.fire("click", { latlng, originalEvent }));
      const tip = document.createElement("span");
      tip.textContent = label;
      this._stroke.bindTooltip(tip, { sticky: true, className: "event-tip" });
    },
  });

  /**
   * The strip as a Leaflet layer that fires "click" by mouse, Enter and Space.
   * @param {L.Map} map
   * @param {{id: string, label: string}} options zone in zones.geojson, accessible name
   * @returns {L.Layer}
   */
  dossier.hatchedStrip = (map, options) => new HatchedStrip(options);
})();
