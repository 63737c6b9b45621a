// Drawing the points: Plotly's Scattergl, one trace for each colour.
//
// Plotly is the renderer alone: it has no pointer, no axes and no selection of its own here. A new
// set of points is one Plotly.react; a moved view only tells the scene its range, which costs a
// fraction of it. Highlights, names and lines lie above, as elements of the page.
(function () {
  "use strict";
  const acumen = (window.acumen = window.acumen || {});
  const map = (acumen.map = acumen.map || {});
  const ROOT = document.documentElement;
  const OTHER = 8;
  const UNKNOWN = 9;
  let loading = null;
  let webgl = null;
  let plot = null; // the element that Plotly has drawn in

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

  function size(n) {
    if (n < 600) return 9;
    if (n < 3000) return 7;
    return n < 10000 ? 5 : 4;
  }

  function traces(points, palette) {
    const dot = size(points.shown);
    return points.groups
      .map((group, code) => ({
        type: "scattergl",
        mode: "markers",
        x: group.x,
        y: group.y,
        hoverinfo: "skip",
        showlegend: false,
        marker: {
          color: colour(palette, code),
          size: code === UNKNOWN ? dot - 1 : dot,
          symbol: code === UNKNOWN ? "circle-open" : "circle",
          opacity: points.shown > 8000 ? 0.72 : 0.84,
          line: { width: code === UNKNOWN ? 1.2 : 0 },
        },
      }))
      .filter((trace) => trace.x.length);
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
    const config = {
      staticPlot: true,
      displayModeBar: false,
      responsive: false,
      plotGlPixelRatio: Math.min(window.devicePixelRatio || 1, 2),
    };
    await window.Plotly.react(element, traces(points, palette), layout(box, pane), config);
    plot = element;
  }

  /** The cheap way to another part of the map; false where only a full drawing will do. */
  function range(box) {
    const plots = plot && plot.isConnected && plot._fullLayout && plot._fullLayout._plots;
    const scene = plots && plots.xy && plots.xy._scene;
    if (!scene || !scene.update || !scene.count) return false;
    scene.update({ range: [box.x0, box.y0, box.x1, box.y1] });
    return true;
  }

  map.paint = { supported, library, draw, range, colour, OTHER, UNKNOWN };
})();
