// Where the map looks: at its home, until the reader moves it.
// Offers: follow, keep. Needs: frame, theme, legend.
"use strict";

dossier.define("view", ["frame", "theme", "legend"], (frame, theme, legend) => {
  const PADDING_PX = 22;
  const NOTE_PX = 160; // room beside the line for the note on the strip

  let isReaders = false;

  /** Show the home whole, clear of the open legend and with room for the note on the strip, and no more of the outside of
   * the data than that takes. */
  const fit = () => {
    const { map, ground } = frame;
    const [least] = ground.zooms;
    const isWide = legend.openWhereWide();
    map.setMinZoom(least);
    map.fitBounds(ground.home, {
      paddingTopLeft: [PADDING_PX + (isWide ? theme.legendPx : 0), PADDING_PX],
      paddingBottomRight: [PADDING_PX + (isWide ? NOTE_PX : 0), PADDING_PX],
      animate: false,
    });
    map.setMinZoom(Math.max(least, Math.min(map.getZoom(), map.getBoundsZoom(ground.extent, true))));
  };

  return {
    /** Keep the view as it is from now on. */
    keep: () => (isReaders = true),

    /** Keep the home fitted while the frame finds its size; once the reader has moved, keep the reader's view. */
    follow: () => {
      const { map } = frame;
      const box = map.getContainer();
      for (const input of ["pointerdown", "wheel", "keydown"])
        box.addEventListener(input, () => (isReaders = true), { capture: true, passive: true });
      const follow = () => {
        map.invalidateSize({ animate: false });
        const { x, y } = map.getSize();
        if (!isReaders && x > 0 && y > 0) fit();
      };
      new ResizeObserver(follow).observe(box);
      follow();
    },
  };
});
