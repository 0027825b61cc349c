// The registry: every other script of the frame is one module, made once out of the modules that it needs.
// Offers: define, use. Needs: nothing.
// All are classic scripts, which run from a file too, and stand in the order in which they need each other
// (frame_script.py).
"use strict";

window.dossier = (() => {
  const modules = {};

  /** The module of this name. */
  const use = (name) => {
    if (!(name in modules)) throw new Error(`There is no module ${name} yet: put it before what needs it.`);
    return modules[name];
  };

  /** Add a module: what `make` returns when it gets the modules that it needs. */
  const define = (name, needs, make) => {
    modules[name] = make(...needs.map(use));
  };

  return { define, use };
})();
