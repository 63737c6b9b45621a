// Drawing the points: Plotly's Scattergl, one trace for each colour.
//
// Plotly is the renderer alone: it has no pointer, no axes and no selection of its own here. It sets
// up one empty trace for each colour. What stands in them, and the range of a moved view, go to the
// traces' scene, which costs a fraction of a Plotly.react. Highlights, names and lines lie above, as
// elements of the page.
(function () {
  "use strict";
  const acumen = (window.acumen = window.acumen || {});
  const map = (acumen.map = acumen.map || {});
  const ROOT = document.documentElement;
  const OTHER = 8;
  const UNKNOWN = 9;
  const FAR_OUT = -1e6; // map units
  const ROOMY = 800; // pixels of a side: a smaller map has smaller dots
  let loading = null;
  let webgl = null;
  let plot = null; // {element, size}: where Plotly has drawn

  function supported() {
    if (webgl === null) {
      const canvas = document.createElement("canvas");
      const context = canvas.getContext("webgl");
      webgl = Boolean(context);
      const loses = context && context.getExtension("WEBGL_lose_context");
      if (loses) loses.loseContext();
    }
    return webgl;
  }

  function library() {
    if (window.Plotly) return Promise.resolve();
    if (!loading) {
      loading = new Promise((done, fail) => {
        const script = document.createElement("script");
        script.src = ROOT.dataset.plotly;
        script.onload = () => done();
        script.onerror = () => {
          loading = null;
          fail(new Error("The drawing library did not load."));
        };
        document.head.append(script);
      });
    }
    return loading;
  }

  function colour(palette, code) {
    if (code === OTHER) return palette.other;
    return code === UNKNOWN ? palette.unknown : palette.hues[code];
  }

  /** Pixels across a dot: the more points on the less room, the smaller. */
  function size(n) {
    const { width, height } = map.view.pane;
    const room = Math.min(1, Math.max(0.7, Math.sqrt(width * height) / ROOMY));
    const dot = n < 600 ? 9 : n < 3000 ? 7 : n < 10000 ? 5 : 4;
    return dot * room;
  }

  /** How a colour is drawn: the unknown as rings, so that it differs by more than its grey. */
  function marker(points, palette, code) {
    const dot = size(points.shown);
    const hue = colour(palette, code);
    const open = code === UNKNOWN;
    return {
      color: open ? `${hue}00` : hue,
      size: open ? dot - 1 : dot,
      opacity: points.shown > 8000 ? 0.72 : 0.84,
      line: { width: open ? 1.2 : 0, color: hue },
    };
  }

  /** A trace with a point far out for each colour: Plotly draws none that has no points. */
  function traces(points, palette) {
    return points.groups.map((_, code) => ({
      type: "scattergl",
      mode: "markers",
      x: [FAR_OUT],
      y: [FAR_OUT],
      hoverinfo: "skip",
      showlegend: false,
      marker: marker(points, palette, code),
    }));
  }

  /** What the scene draws in the place of those points. */
  function filled(points, palette) {
    return points.groups.map((group, code) => {
      const { color, size, opacity, line } = marker(points, palette, code);
      return {
        positions: group.xy,
        snap: false, // no index of what is near: the pointer has its own
        color,
        borderColor: line.color,
        borderSize: line.width,
        size,
        opacity,
      };
    });
  }

  function layout(box, pane) {
    const axis = { visible: false, showgrid: false, zeroline: false, autorange: false };
    return {
      width: pane.width,
      height: pane.height,
      xaxis: { ...axis, range: [box.x0, box.x1] },
      yaxis: { ...axis, range: [box.y0, box.y1] },
      margin: { l: 0, r: 0, t: 0, b: 0, pad: 0, autoexpand: false },
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      hovermode: false,
      spikedistance: 0,
      showlegend: false,
    };
  }

  async function draw(element, points, palette, box, pane) {
    const size = `${pane.width} ${pane.height}`;
    if (!scene() || plot.element !== element || plot.size !== size) {
      const config = {
        staticPlot: true,
        displayModeBar: false,
        responsive: false,
        plotGlPixelRatio: Math.min(window.devicePixelRatio || 1, 2),
      };
      await window.Plotly.react(element, traces(points, palette), layout(box, pane), config);
      plot = { element, size };
    }
    scene().scatter2d.update(filled(points, palette));
    range(box);
  }

  /** What Plotly draws the traces with, or null before it has. */
  function scene() {
    const element = plot && plot.element.isConnected ? plot.element : null;
    const plots = element && element._fullLayout && element._fullLayout._plots;
    return (plots && plots.xy && plots.xy._scene) || null;
  }

  /** To another part of the map, with the points that are there. */
  function range(box) {
    const drawn = scene();
    if (!drawn) return;
    drawn.update({ range: [box.x0, box.y0, box.x1, box.y1] });
    drawn.scatter2d.regl.clear({ color: [0, 0, 0, 0], depth: 1 }); // Plotly keeps what is drawn
    drawn.draw();
  }

  map.paint = { supported, library, draw, range, colour, OTHER, UNKNOWN };
})();
