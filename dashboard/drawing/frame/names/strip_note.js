// What is known of the strip, said beside it: on its side of the line, clear of the strip itself.
// Offers: write, put. Needs: frame, cartography, geodata, boxes, lettering, room.
"use strict";

dossier.define(
  "strip_note",
  ["frame", "cartography", "geodata", "boxes", "lettering", "room"],
  (frame, { names }, geodata, { box, grow, isInside, rings }, lettering, rooms) => {
    const how = names.note;
    let note = null; // {lines, node, nameMarker}

    /** Centres beyond the strip, nearest to the middle of the frame first. */
    const spots = (size, room) => {
      const middle = { x: (room.inner.left + room.inner.right) / 2, y: (room.inner.top + room.inner.bottom) / 2 };
      const away = [size.width / 2 + how.away, size.height / 2 + how.away];
      const found = room.line
        .filter((_, i) => i % how.every === 0)
        .flatMap(({ x, y }) => how.directions.map(([dx, dy]) => ({ x: x + dx * away[0], y: y + dy * away[1] })));
      const distance = ({ x, y }) => Math.hypot(x - middle.x, y - middle.y);
      return found.sort((a, b) => distance(a) - distance(b));
    };

    return {
      /** One line per clause; null takes the note away. */
      write: (text) => {
        if (note) note.nameMarker.remove();
        note = null;
        if (!text) return;
        const node = lettering.node("name-note off");
        const lines = text.split(/(?<=;) /);
        lettering.write(node, lines);
        note = { lines, node, nameMarker: lettering.marker(frame.map.getCenter(), "labels", node) };
      },

      put: (room) => {
        if (!note) return;
        const { map, ground } = frame;
        const font = { size: how.size, weight: 600, isItalic: true };
        const size = lettering.measure(note.lines, font);
        const boxOf = ({ x, y }) => box(x - size.width / 2, y - size.height / 2, size.width, size.height);
        const spot = spots(size, room).find((centre) => {
          const wanted = boxOf(centre);
          return rooms.isFree(grow(wanted, names.gap), room) && !rooms.covered(grow(wanted, how.air), room.line) &&
            !rooms.covered(wanted, room.marks) &&
            isInside(map.containerPointToLatLng([centre.x, centre.y]), rings(geodata.countries[ground.stripSide].geometry));
        });
        note.node.classList.toggle("off", !spot);
        if (!spot) return;
        note.nameMarker.setLatLng(map.containerPointToLatLng([spot.x, spot.y]));
        Object.assign(note.node.style, {
          left: `${-size.width / 2}px`, top: `${-size.height / 2}px`, font: lettering.cssFont(font),
          lineHeight: names.line_height,
        });
        rooms.take(room, boxOf(spot));
      },
    };
  },
);
