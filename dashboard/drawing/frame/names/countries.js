// Names of countries: in the country, clear of all else and of the boundary line.
// Offers: put. Needs: frame, cartography, geodata, boxes, lettering, room.
"use strict";

dossier.define(
  "countries",
  ["frame", "cartography", "geodata", "boxes", "lettering", "room"],
  (frame, { names: { country: how } }, geodata, { box, grow, isInside, rings }, lettering, rooms) => {
    let countries = null; // once there is geodata

    const nameOf = (properties) => {
      const { names, parties } = frame.ground;
      const party = parties.find(({ iso }) => iso === properties.iso);
      return names.map((name) => properties[name]).find(Boolean) + (party ? party.mark : "");
    };

    const countryOf = ({ properties, geometry }) => {
      const node = lettering.node("name-country");
      const latlng = L.latLng(properties.label_lat, properties.label_lon);
      node.textContent = nameOf(properties).toLocaleUpperCase(frame.language);
      lettering.marker(latlng, "labels", node);
      return { iso: properties.iso, latlng, node, text: node.textContent, rings: rings(geometry) };
    };

    const all = () => {
      const named = Object.values(geodata.countries).filter(({ properties }) => properties.label_lat !== null);
      if (!countries && named.length) countries = named.map(countryOf);
      return countries || [];
    };

    /** Offsets from a country's own label point to places in the frame, nearest first. */
    const spots = (anchor, inner) => {
      const [stepX, stepY] = how.step;
      const found = [];
      for (let i = Math.ceil((inner.left - anchor.x) / stepX); i * stepX <= inner.right - anchor.x; i++)
        for (let j = Math.ceil((inner.top - anchor.y) / stepY); j * stepY <= inner.bottom - anchor.y; j++)
          found.push([i * stepX, j * stepY]);
      return found.sort((a, b) => Math.hypot(...a) - Math.hypot(...b));
    };

    const putOne = (country, room) => {
      const font = { size: how.size, weight: 600 };
      const size = lettering.measure([country.text], font);
      size.width += country.text.length * how.spacing;
      const anchor = frame.map.latLngToContainerPoint(country.latlng);
      const boxAt = ([dx, dy]) => box(anchor.x + dx - size.width / 2, anchor.y + dy - size.height / 2, size.width, size.height);
      const spot = spots(anchor, room.inner).find((offset) => {
        const wanted = boxAt(offset);
        if (!rooms.isFree(grow(wanted, how.air), room) || rooms.covered(grow(wanted, how.air), room.line)) return false;
        const y = (wanted.top + wanted.bottom) / 2;
        return [wanted.left, anchor.x + offset[0], wanted.right].every((x) =>
          isInside(frame.map.containerPointToLatLng([x, y]), country.rings));
      });
      country.node.classList.toggle("off", !spot);
      if (!spot) return;
      const [dx, dy] = spot;
      Object.assign(country.node.style, {
        left: `${dx - size.width / 2}px`, top: `${dy - size.height / 2}px`, font: lettering.cssFont(font),
      });
      rooms.take(room, boxAt(spot));
    };

    const isParty = ({ iso }) => frame.ground.parties.some((party) => party.iso === iso);

    return {
      /** Place the names of the parties, or of all other countries; above a zoom there are none. */
      put: (room, zoom, areParties) => {
        for (const country of all().filter((known) => isParty(known) === areParties))
          if (zoom < how.below) putOne(country, room);
          else country.node.classList.add("off");
      },
    };
  },
);
