// The bar under the map: a button that opens it, then slider, steps, speed, days shown, and a line of text.
// Offers: build, setOpen, isOpen, explain, setPlaying, read, and the elements that it is made of. Needs: frame, dom, theme, names.
"use strict";

dossier.define("bar", ["frame", "dom", "theme", "names"], (frame, { element, shape, picture }, theme, names) => {
  const PATHS = {
    play: "M6 4l10 6l-10 6z", pause: "M6 4h3v12h-3zM11 4h3v12h-3z", back: "M13 4v12l-8-6zM4 4h1.6v12H4z",
    on: "M7 4v12l8-6zM14.4 4H16v12h-1.6z", close: "M5 5l10 10M15 5l-10 10",
  };

  const icon = (name) =>
    picture("0 0 20 20", { width: 16, height: 16, class: `icon-${name}` }, shape("path", { d: PATHS[name] }));

  const named = (name, rest) => {
    const text = frame.strings.playback[name];
    return { class: `playback-${name}`, "aria-label": text, title: text, ...rest };
  };

  const button = (name, act, ...icons) => {
    const node = element("button", named(name, { type: "button" }), ...icons.map(icon));
    node.addEventListener("click", act);
    return node;
  };

  const select = (name, choices, chosen, onChange) => {
    const node = element("select", named(name), ...choices.map(([value, text]) => element("option", { value }, text)));
    node.value = chosen;
    node.addEventListener("change", onChange);
    return node;
  };

  const bar = {
    isOpen: false,

    /**
     * Add the bar, closed and hidden.
     * @param {Object} acts what its controls do: open, close, toggle, step, goTo, chooseSpeed, chooseMode, press
     */
    build: (acts) => {
      const strings = frame.strings.playback;
      bar.opener = element("button", { type: "button", class: "playback-open" }, icon("play"), strings.open);
      bar.opener.addEventListener("click", acts.open);
      bar.playButton = button("play", acts.toggle, "play", "pause");
      bar.slider = element("input", { type: "range", min: 0, max: 0, step: 1, value: 0, class: "playback-day", "aria-label": strings.day });
      bar.slider.addEventListener("input", () => acts.goTo(Number(bar.slider.value)));
      const speeds = Object.entries(strings.speeds);
      bar.speed = select("speed", speeds, speeds[0][0], acts.chooseSpeed);
      bar.mode = select("mode", ["cumulative", "window"].map((name) => [name, strings[name]]), "cumulative", acts.chooseMode);
      bar.readout = element("p", { class: "playback-readout", role: "status", "aria-live": "polite" });
      bar.closeButton = button("close", acts.close, "close");
      bar.panel = element("div", { class: "playback-panel" },
        bar.playButton, button("back", () => acts.step(-1), "back"), button("on", () => acts.step(1), "on"), bar.slider,
        bar.speed, bar.mode, bar.closeButton, bar.readout);
      bar.node = element("section", { class: "playback", "aria-label": strings.playback }, bar.opener, bar.panel);
      theme.wear(bar.node);
      bar.panel.addEventListener("keydown", acts.press);
      document.body.append(bar.node);
      new ResizeObserver(lift).observe(bar.node);
      bar.setOpen(false);
      bar.node.hidden = true;
    },

    setOpen: (isWanted) => {
      bar.isOpen = isWanted;
      bar.readout.style.minHeight = "";
      bar.opener.hidden = isWanted;
      bar.panel.hidden = !isWanted;
      lift();
    },

    /** Say why there is nothing to play, in place of the controls; "" brings them back. */
    explain: (text) => {
      const hadFocus = bar.panel.contains(document.activeElement);
      bar.panel.classList.toggle("empty", Boolean(text));
      if (text) bar.readout.textContent = text;
      if (text && hadFocus) bar.closeButton.focus({ preventScroll: true });
    },

    setPlaying: (isPlaying) => {
      const strings = frame.strings.playback;
      bar.node.classList.toggle("playing", isPlaying);
      bar.playButton.setAttribute("aria-label", isPlaying ? strings.pause : strings.play);
      bar.playButton.title = isPlaying ? strings.pause : strings.play;
      bar.readout.setAttribute("aria-live", isPlaying ? "off" : "polite"); // nobody can listen to every day of many
    },

    /** The days shown, and what is said of each dataset: one after the other, or several below each other. */
    read: (daysText, texts, dot) => {
      const rows = texts.length > 1 ? texts.map((text) => element("span", {}, text)) : [dot, ...texts];
      bar.slider.setAttribute("aria-valuetext", daysText);
      bar.readout.replaceChildren(element("b", {}, daysText), ...rows);
    },
  };

  /** Keep what stands in the lower corners of the map clear of the bar; the map itself does not move. */
  const lift = () => {
    const container = frame.map.getContainer();
    const covered = bar.node.offsetHeight - (window.innerHeight - container.offsetHeight);
    if (bar.isOpen) bar.readout.style.minHeight = `${bar.readout.offsetHeight}px`; // shorter texts leave the bar as high as it is
    container.style.setProperty("--lift", `${Math.max(0, covered)}px`);
    names.place();
  };

  return bar;
});
