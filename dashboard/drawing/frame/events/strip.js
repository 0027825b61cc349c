// The strip: hatched, of constant screen width, on its party's side of the boundary line.
// Offers: a function that makes one. Needs: frame, cartography, geodata, dom, names, legend.
"use strict";

dossier.define(
  "strip",
  ["frame", "cartography", "geodata", "dom", "names", "legend"],
  (frame, { strip: { depth, hatch } }, geodata, { element, shape, setAttributes, onPress }, names, legend) => {
    let count = 0;

    const pattern = (id) =>
      shape(
        "pattern", {
          id, width: hatch.size, height: hatch.size, patternUnits: "userSpaceOnUse", patternTransform: `rotate(${hatch.turn})`,
        },
        shape("rect", { width: hatch.size, height: hatch.size, class: "strip-wash" }),
        shape("rect", { width: hatch.line, height: hatch.size, class: "strip-hatch" }),
      );

    const HatchedStrip = L.Layer.extend({
      initialize(options) {
        L.setOptions(this, options);
        this._number = ++count;
      },

      onAdd(map) {
        map.on("dossier:geodata", this._draw, this);
        this._draw();
        legend.show("strip", true, this.options.note);
        names.note(this.options.note);
      },

      onRemove(map) {
        map.off("dossier:geodata", this._draw, this);
        this._erase();
        legend.show("strip", false);
        names.note(null);
      },

      /** The stroke as an SVG path, for focus and labelling; an empty group while the geodata is missing. */
      getElement() {
        return this._stroke ? this._stroke.getLayers()[0].getElement() : shape("g");
      },

      /** Draw once both the line and the polygon that clips it are there. */
      _draw() {
        const { id, label } = this.options;
        const [zone, party] = [geodata.zones[id], geodata.countries[frame.ground.stripSide]];
        if (this._stroke || !zone || !party) return;
        const map = this._map;
        const renderer = L.svg({ pane: "zones", padding: 0.3 });
        const exact = { renderer, pane: "zones", smoothFactor: 0 };
        this._side = L.geoJSON(party, { ...exact, interactive: false, stroke: false }).addTo(map);
        this._stroke = L.geoJSON(zone, {
          ...exact, style: { weight: 2 * depth, opacity: 1, className: "strip", lineCap: "butt", fill: false },
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
        const clip = shape("clipPath", { id: `strip-side-${this._number}` });
        for (const part of this._side.getLayers()) clip.append(part.getElement());
        path.ownerSVGElement.prepend(shape("defs", {}, clip, pattern(`hatch-${this._number}`)));
        setAttributes(path, { "clip-path": `url(#strip-side-${this._number})`, stroke: `url(#hatch-${this._number})` });
      },

      _makeButton(label) {
        const path = setAttributes(this.getElement(), { tabindex: 0, role: "button", "aria-label": label });
        onPress(path, (press) => this.fire("click", { latlng: this._stroke.getBounds().getCenter(), originalEvent: press }));
        this._stroke.on("click", ({ latlng, originalEvent }) => this.fire("click", { latlng, originalEvent }));
        this._stroke.bindTooltip(element("span", {}, label), { sticky: true, className: "event-tip" });
      },
    });

    /**
     * The strip as a Leaflet layer that fires "click" by mouse, Enter and Space.
     * @param {{id: string, label: string, note: string}} options zone, accessible name, what is known of it
     */
    return (options) => new HatchedStrip(options);
  },
);
