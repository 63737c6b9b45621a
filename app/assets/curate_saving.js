// Requests of the curate page. What the server could not be asked to save is kept in the browser
// with its key and sent again, so that nothing is lost and nothing is saved twice.
(function () {
  "use strict";
  const acumen = (window.acumen = window.acumen || {});
  const API = "/api/v1/curate/";
  const BOX = "acumen-outbox";
  const AGAIN_MS = 5000;
  let timer = 0;

  /** An element with properties and children; strings become text, never markup. */
  acumen.make = function (tag, properties, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(properties || {})) {
      if (name === "className" || name === "htmlFor") made[name] = value;
      else if (name.startsWith("aria")) made.setAttribute(`aria-${name.slice(4).toLowerCase()}`, value);
      else if (value !== undefined) made.setAttribute(name, value);
    }
    made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
    return made;
  };

  function newKey() {
    return window.crypto.randomUUID ? window.crypto.randomUUID() : [...window.crypto.getRandomValues(new Uint32Array(4))].map((n) => n.toString(16)).join("-");
  }

  async function ask(method, route, body) {
    let response;
    try {
      response = await fetch(API + route, {
        method,
        credentials: "same-origin",
        headers: body === undefined ? {} : { "Content-Type": "application/json" },
        body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
      });
    } catch (cause) {
      throw Object.assign(new Error("The server was not reached."), { offline: true, cause });
    }
    const answer = await response.json().catch(() => ({ error: "The server's answer was cut off.", remedy: "try again" }));
    if (!response.ok) {
      throw Object.assign(new Error(`${answer.error} Try: ${answer.remedy}.`), { status: response.status, answer, offline: response.status === 503 });
    }
    return answer;
  }

  function box() {
    try {
      return JSON.parse(window.localStorage.getItem(BOX) || "[]");
    } catch (error) {
      return [];
    }
  }

  function keep(waiting) {
    try {
      window.localStorage.setItem(BOX, JSON.stringify(waiting));
    } catch (error) {
      return; // the storage is closed or full: the page said that it is not saved
    }
    window.dispatchEvent(new CustomEvent("acumen-outbox"));
  }

  async function retry() {
    window.clearTimeout(timer);
    for (const one of box()) {
      try {
        await ask("POST", one.route, one.body);
      } catch (error) {
        if (error.offline || error.status === 401 || error.status === 429) {
          timer = window.setTimeout(retry, AGAIN_MS);
          return;
        }
      }
      keep(box().filter((other) => other.body.key !== one.body.key));
    }
  }

  acumen.curators = {
    get: (route, asked) => ask("GET", asked ? `${route}?${new URLSearchParams(asked)}` : route),
    send: ask,
    retry,
    waiting: () => box().length,
    /** Save, and say what came of it: saved, kept for later, a conflict or an error. */
    async save(route, body) {
      const sent = { ...body, key: body.key || newKey() };
      try {
        await ask("POST", route, sent);
        return { saved: true };
      } catch (error) {
        if (error.status === 409) return { conflict: error.answer };
        if (!error.offline) return { error: error.message, status: error.status };
        keep([...box(), { route, body: sent }]);
        timer = window.setTimeout(retry, AGAIN_MS);
        return { saved: false };
      }
    },
    newKey,
  };
})();
