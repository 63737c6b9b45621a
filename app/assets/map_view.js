// Where the map is looked at, and the hands on it: dragging, wheel, two fingers, box, lasso, keys.
//
// A view is a box in map units over a pane in pixels. Gestures change the box and tell `changed`;
// what is drawn follows from the box alone.
(function () {
  "use strict";
  const acumen = (window.acumen = window.acumen || {});
  const map = (acumen.map = acumen.map || {});
  const CLICK = 4; // pixels that a press may wander and still be a click
  const CORNERS = 72; // of a lasso in the address
  const DEEPEST = 4000; // times the whole map
  const view = {
    box: null,
    pane: { width: 1, height: 1 },
    mode: "pan",
    pixel,
    place,
    covered,
    measure,
    framed,
    same,
    scaled,
    shifted,
    attach,
    held: () => touches.size > 0,
  };
  const touches = new Map(); // pointer id -> [x, y] in pixels of the pane
  let press = null; // the gesture under way
  let told = {}; // what to tell of

  function pixel(x, y) {
    const { box, pane } = view;
    return [
      ((x - box.x0) / (box.x1 - box.x0)) * pane.width,
      ((box.y1 - y) / (box.y1 - box.y0)) * pane.height,
    ];
  }

  function place(left, top) {
    const { box, pane } = view;
    return [
      box.x0 + (left / pane.width) * (box.x1 - box.x0),
      box.y1 - (top / pane.height) * (box.y1 - box.y0),
    ];
  }

  function measure() {
    const element = document.getElementById("map");
    const found = element && element.getBoundingClientRect();
    if (!found || found.width < 2 || found.height < 2) {
      view.pane = { width: 1, height: 1 };
      return false;
    }
    const moved = found.width !== view.pane.width || found.height !== view.pane.height;
    view.pane = { width: found.width, height: found.height };
    return moved;
  }

  /** Where controls cover the map, in pixels of the pane. */
  function covered() {
    const element = document.getElementById("map");
    const pane = element.getBoundingClientRect();
    return [".map-tools", ".legend"]
      .map((name) => document.querySelector(name))
      .filter(Boolean)
      .map((control) => control.getBoundingClientRect())
      .filter((box) => box.width && box.top < pane.bottom)
      .map((b) => [b.left - pane.left, b.top - pane.top, b.right - pane.left, b.bottom - pane.top]);
  }

  /** Widened so that the toolbar and the legend cover no point. */
  function framed(box) {
    const { width } = view.pane;
    if (width < 2) return box;
    const legend = document.querySelector(".legend");
    const over = legend && legend.childElementCount && getComputedStyle(legend).position !== "static";
    const left = Math.min(56, width / 6);
    const right = over ? Math.min(legend.offsetWidth + 20, width / 3) : 12;
    const perPixel = (box.x1 - box.x0) / (width - left - right);
    return { ...box, x0: box.x0 - left * perPixel, x1: box.x1 + right * perPixel };
  }

  function same(one, other) {
    const near = (a, b, span) => Math.abs(a - b) <= 1e-4 * span;
    const [w, h] = [one.x1 - one.x0, one.y1 - one.y0];
    return (
      near(one.x0, other.x0, w) && near(one.x1, other.x1, w) &&
      near(one.y0, other.y0, h) && near(one.y1, other.y1, h)
    );
  }

  /** The box ``factor`` times as wide, about a place that stays where it is. */
  function scaled(factor, about) {
    const b = view.box;
    const [cx, cy] = about || [(b.x0 + b.x1) / 2, (b.y0 + b.y1) / 2];
    const widest = (told.whole().x1 - told.whole().x0) * 4;
    const width = b.x1 - b.x0;
    const f = Math.min(Math.max(factor, widest / 4 / DEEPEST / width), widest / width);
    return {
      x0: cx + (b.x0 - cx) * f, x1: cx + (b.x1 - cx) * f,
      y0: cy + (b.y0 - cy) * f, y1: cy + (b.y1 - cy) * f,
    };
  }

  /** The box moved by parts of its width and height. */
  function shifted(dx, dy) {
    const b = view.box;
    const [x, y] = [(b.x1 - b.x0) * dx, (b.y1 - b.y0) * dy];
    return { x0: b.x0 + x, y0: b.y0 + y, x1: b.x1 + x, y1: b.y1 + y };
  }

  // --- gestures --------------------------------------------------------------------------------

  function at(event) {
    const found = document.getElementById("map").getBoundingClientRect();
    return [event.clientX - found.left, event.clientY - found.top];
  }

  function down(event) {
    if (event.button > 0 || !view.box) return;
    const element = event.currentTarget;
    element.setPointerCapture(event.pointerId);
    const here = at(event);
    touches.set(event.pointerId, here);
    if (touches.size === 2) {
      press = { kind: "pinch", box: view.box, from: [...touches.values()] };
      told.line([], false);
      return;
    }
    const kind = event.shiftKey && view.mode === "pan" ? "lasso" : view.mode;
    press = { kind, box: view.box, start: here, path: [here], far: 0, when: event.timeStamp };
    told.leave();
  }

  function move(event) {
    if (!view.box) return;
    const here = at(event);
    if (!touches.has(event.pointerId)) {
      if (event.pointerType !== "touch") told.over(here);
      return;
    }
    touches.set(event.pointerId, here);
    if (!press) return;
    if (press.kind === "pinch") {
      pinch();
      return;
    }
    press.far = Math.max(press.far, distance(press.start, here));
    if (press.far <= CLICK) return;
    if (press.kind === "pan") drag(here);
    if (press.kind === "zoom") told.line(corners(press.start, here), false);
    if (press.kind === "lasso") {
      const last = press.path[press.path.length - 1];
      if (distance(last, here) < 3) return;
      press.path.push(here);
      told.line(press.path, false);
    }
  }

  function up(event) {
    if (!touches.delete(event.pointerId) || !press) return;
    const here = at(event);
    const done = press;
    press = null;
    told.released();
    if (done.kind === "pinch") {
      touches.clear();
      return;
    }
    if (event.type === "pointercancel") {
      told.line([], false);
    } else if (done.far <= CLICK) {
      told.click(here, event.pointerType === "touch" ? 22 : 12);
    } else if (done.kind === "zoom") {
      told.line([], false);
      into(done.start, here);
    } else if (done.kind === "lasso") {
      told.drawn(simpler([...done.path, here]));
    }
  }

  function drag([left, top]) {
    const b = press.box;
    const dx = ((left - press.start[0]) / view.pane.width) * (b.x1 - b.x0);
    const dy = ((top - press.start[1]) / view.pane.height) * (b.y1 - b.y0);
    told.changed({ x0: b.x0 - dx, x1: b.x1 - dx, y0: b.y0 + dy, y1: b.y1 + dy });
  }

  function pinch() {
    const now = [...touches.values()];
    const was = press.from;
    const factor = Math.max(distance(...was), 10) / Math.max(distance(...now), 10);
    const [mx, my] = middle(was);
    const [nx, ny] = middle(now);
    view.box = press.box;
    const about = place(mx, my);
    const zoomed = scaled(factor, about);
    const dx = ((nx - mx) / view.pane.width) * (zoomed.x1 - zoomed.x0);
    const dy = ((ny - my) / view.pane.height) * (zoomed.y1 - zoomed.y0);
    told.changed({
      x0: zoomed.x0 - dx, x1: zoomed.x1 - dx, y0: zoomed.y0 + dy, y1: zoomed.y1 + dy,
    });
  }

  function into(from, to) {
    const [a, b] = [place(...from), place(...to)];
    if (Math.abs(from[0] - to[0]) < 8 || Math.abs(from[1] - to[1]) < 8) return;
    told.changed({
      x0: Math.min(a[0], b[0]), x1: Math.max(a[0], b[0]),
      y0: Math.min(a[1], b[1]), y1: Math.max(a[1], b[1]),
    });
  }

  function wheel(event) {
    if (!view.box) return;
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 33 : 1;
    const delta = Math.max(-240, Math.min(240, event.deltaY * lines));
    told.changed(scaled(Math.exp(delta * (event.ctrlKey ? 0.008 : 0.0022)), place(...at(event))));
  }

  function key(event) {
    if (event.target !== event.currentTarget || !view.box) return;
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const step = event.shiftKey ? 0.5 : 0.15;
    const move = {
      ArrowLeft: () => shifted(-step, 0),
      ArrowRight: () => shifted(step, 0),
      ArrowUp: () => shifted(0, step),
      ArrowDown: () => shifted(0, -step),
    }[event.key];
    if (!move) return;
    event.preventDefault();
    told.changed(move());
  }

  function distance([ax, ay], [bx, by]) {
    return Math.hypot(ax - bx, ay - by);
  }

  function middle([[ax, ay], [bx, by]]) {
    return [(ax + bx) / 2, (ay + by) / 2];
  }

  function corners([ax, ay], [bx, by]) {
    return [[ax, ay], [bx, ay], [bx, by], [ax, by]];
  }

  /** Douglas and Peucker's, with the tolerance raised until few enough corners are left. */
  function simpler(path) {
    for (let tolerance = 1.5; ; tolerance *= 1.6) {
      const kept = new Set([0, path.length - 1]);
      const waiting = [[0, path.length - 1]];
      while (waiting.length) {
        const [first, last] = waiting.pop();
        let worst = tolerance;
        let place = -1;
        for (let i = first + 1; i < last; i += 1) {
          const far = offset(path[i], path[first], path[last]);
          if (far > worst) [worst, place] = [far, i];
        }
        if (place < 0) continue;
        kept.add(place);
        waiting.push([first, place], [place, last]);
      }
      if (kept.size <= CORNERS) return [...kept].sort((a, b) => a - b).map((i) => path[i]);
    }
  }

  function offset([x, y], [ax, ay], [bx, by]) {
    const [dx, dy] = [bx - ax, by - ay];
    const length = dx * dx + dy * dy;
    const t = length ? Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length)) : 0;
    return Math.hypot(x - ax - t * dx, y - ay - t * dy);
  }

  /** Listen to one map element; ``tell`` is told what is done on it. */
  function attach(element, tell) {
    told = tell;
    if (element.dataset.hands) return;
    element.dataset.hands = "1";
    element.addEventListener("pointerdown", down);
    element.addEventListener("pointermove", move);
    element.addEventListener("pointerup", up);
    element.addEventListener("pointercancel", up);
    element.addEventListener("pointerleave", () => told.leave());
    element.addEventListener("wheel", wheel, { passive: false });
    element.addEventListener("dblclick", (event) => {
      if (view.box) told.changed(scaled(event.shiftKey ? 2 : 0.5, place(...at(event))));
    });
    element.addEventListener("keydown", key);
  }

  map.view = view;
})();
