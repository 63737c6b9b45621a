// The parts of the map that are fetched: positions, colours, filters, names. Each address names the
// index, so an answer never changes; what the page has is not asked for again.
(function () {
  "use strict";
  const acumen = (window.acumen = window.acumen || {});
  const map = (acumen.map = acumen.map || {});
  const KEPT = 12; // answers held in the page
  const CODES = 10; // eight hues, the rarer values, the unknown
  const kept = new Map();
  let abort = null;

  async function fetched(url, read, signal) {
    if (kept.has(url)) {
      const found = kept.get(url);
      kept.delete(url);
      kept.set(url, found);
      return found;
    }
    const answer = await fetch(url, { signal });
    if (!answer.ok) {
      const problem = await answer.json().catch(() => ({ error: "The map did not load." }));
      throw new Error(problem.error);
    }
    const found = await read(answer);
    kept.set(url, found);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value);
    return found;
  }

  const bytes = async (answer) => new Uint8Array(await answer.arrayBuffer());

  /** See app/services/points.py for the layout of these bytes. */
  async function positions(answer) {
    const buffer = await answer.arrayBuffer();
    const length = new DataView(buffer).getUint32(0, true);
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
    const start = 4 + length;
    return {
      header,
      xy: new Float32Array(buffer, start, 2 * header.n),
      rows: new Int32Array(buffer, start + 8 * header.n, header.n),
    };
  }

  /** Names of regions and colours: fetched once for an index. */
  async function regions(spec) {
    return fetched(spec.regions, (answer) => answer.json());
  }

  /** The points of a view. A corpus of no more than one answer is fetched whole, once. */
  async function points(spec, box) {
    if (abort) abort.abort();
    abort = new AbortController();
    const { signal } = abort;
    const where = spec.sampled
      ? `&bbox=${[box.x0, box.y0, box.x1, box.y1].map((v) => Number(v.toPrecision(7))).join(",")}`
      : "";
    const [found, codes, bits] = await Promise.all([
      fetched(spec.points + where, positions, signal),
      fetched(spec.colours + where, bytes, signal),
      spec.passing ? fetched(spec.passing, bytes, signal) : null,
    ]);
    return grouped(found, codes, bits);
  }

  /** One group a colour, as it is drawn: x and y by turns, and the rows for the pointer. */
  function grouped(found, codes, bits) {
    const { header, xy, rows } = found;
    const n = header.n;
    const drawn = bits ? passing(codes, bits, n) : codes;
    const counts = new Int32Array(CODES + 1);
    for (let i = 0; i < n; i += 1) counts[drawn[i]] += 1;
    const groups = Array.from(counts.subarray(0, CODES), (count) => ({
      xy: new Float32Array(2 * count),
      rows: new Int32Array(count),
    }));
    const at = new Int32Array(CODES + 1);
    for (let i = 0; i < n; i += 1) {
      const code = drawn[i];
      if (code === CODES) continue;
      const group = groups[code];
      const place = at[code];
      at[code] = place + 1;
      group.xy[2 * place] = xy[2 * i];
      group.xy[2 * place + 1] = xy[2 * i + 1];
      group.rows[place] = rows[i];
    }
    const shown = n - counts[CODES];
    return {
      groups,
      shown,
      inView: bits ? shown : header.in_view,
      matching: bits ? shown : header.matching,
    };
  }

  /** The colours, with `CODES` for what does not pass the filters. */
  function passing(codes, bits, n) {
    const drawn = new Uint8Array(n);
    for (let i = 0; i < n; i += 1) drawn[i] = (bits[i >> 3] >> (i & 7)) & 1 ? codes[i] : CODES;
    return drawn;
  }

  /** The drawn point nearest to a place, or -1; ``perX`` and ``perY`` are map units a pixel. */
  function nearest(drawn, x, y, perX, perY, reach) {
    let best = reach * reach;
    let row = -1;
    for (const { xy, rows } of drawn.groups) {
      for (let i = 0; i < rows.length; i += 1) {
        const dx = (xy[2 * i] - x) / perX;
        if (dx > reach || dx < -reach) continue;
        const dy = (xy[2 * i + 1] - y) / perY;
        const far = dx * dx + dy * dy;
        if (far < best) {
          best = far;
          row = rows[i];
        }
      }
    }
    return row;
  }

  /** Where a drawn template stands, or null. */
  function place(drawn, row) {
    for (const { xy, rows } of drawn.groups) {
      const at = rows.indexOf(row);
      if (at >= 0) return [xy[2 * at], xy[2 * at + 1]];
    }
    return null;
  }

  map.data = { points, regions, nearest, place };
})();
