"use strict";
// The page works without this. With it: no reload, a transcript that outlives one, advisories as they come.
(() => {
  const KEPT = 60; // messages in the transcript; more than anybody scrolls back on a phone
  const PATIENCE = 60000; // ms; a slow network is not a dead one
  const POLL = 60000; // ms between looks while the stream is down
  const words = document.body.dataset;
  const log = document.getElementById("messages");
  const view = document.getElementById("log");
  const band = document.getElementById("band");
  const state = document.getElementById("state");
  const composer = document.getElementById("composer");
  const field = composer.elements.q;
  const title = document.title;
  let unread = 0;
  let turn = Promise.resolve(); // questions are sent one after another, in the order typed
  let stream;

  const parse = (html) => {
    const holder = document.createElement("template");
    holder.innerHTML = html; // from this server, or from what it said before
    return holder.content;
  };

  const store = (key, value) => { try { sessionStorage.setItem(key, value); } catch { /* full, or forbidden */ } };
  const recall = (key) => { try { return sessionStorage.getItem(key); } catch { return null; } };

  const keep = () => {
    const messages = [...log.children].slice(-KEPT).filter((message) => !message.matches(".waiting"));
    store("transcript", messages.map((message) => message.outerHTML).join(""));
  };

  // A pushed message takes the place of the one it replaces, or of itself in a transcript.
  const put = (message, after) => {
    const number = message.dataset.delivery;
    const earlier = number && log.querySelector(`[data-delivery="${CSS.escape(number)}"]`);
    if (earlier && Number(earlier.dataset.seen) < Number(message.dataset.seen)) earlier.replaceWith(message);
    if (earlier || "replaces" in message.dataset) return false;
    if (after) after.after(message); else log.append(message);
    return true;
  };

  // Puts what is new in its place: an answer under its question, the rest at the end.
  const show = (html, question) => {
    const parts = parse(html);
    const newBand = parts.querySelector("[data-band]");
    if (newBand) {
      const open = new Set([...band.querySelectorAll("details[open]")].map((one) => one.dataset.alert));
      for (const one of newBand.querySelectorAll("details")) one.open = open.has(one.dataset.alert);
      band.replaceChildren(...newBand.children);
    }
    const atEnd = view.scrollHeight - view.scrollTop - view.clientHeight < 120; // px; else somebody is reading further up
    const added = [...parts.querySelectorAll("article")].filter((message) => put(message, question));
    added.forEach((message) => message.classList.add("arrived"));
    if (added.length && (question || atEnd)) (question || added[0]).scrollIntoView({ block: "start" });
    keep();
    return added.length;
  };

  const say = (text) => {
    const message = document.getElementById("mine").content.firstElementChild.cloneNode(true);
    message.querySelector("p").append(text);
    message.classList.add("waiting");
    note(message, words.sending);
    log.append(message);
    message.scrollIntoView({ block: "end" });
    return message;
  };

  const note = (message, text) => {
    message.querySelector(".note")?.remove();
    message.querySelector(".again")?.remove();
    if (!text) return;
    const line = document.createElement("p");
    line.className = "note";
    line.textContent = text;
    message.append(line);
  };

  const ask = async (message, url, body) => {
    note(message, words.sending);
    try {
      const response = await fetch(url, { method: "POST", body, headers: { Accept: "text/html; part=messages" }, signal: AbortSignal.timeout?.(PATIENCE) });
      const html = await response.text();
      if (!response.ok && !response.headers.has("X-Part")) throw new Error(response.status);
      message.classList.remove("waiting");
      note(message);
      if (response.headers.get("X-Part") === "forgotten") { log.replaceChildren(message); store("after", 0); }
      show(html, message);
      listen();
    } catch {
      note(message, words.failed);
      const again = document.createElement("button");
      again.type = "button";
      again.className = "again";
      again.textContent = words.again;
      again.onclick = () => { turn = turn.then(() => ask(message, url, body)); };
      message.append(again);
    }
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-ask]")) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form, event.submitter));
    const text = (body.get("q") ?? body.get("label") ?? "").trim();
    if (!text) return;
    if (form === composer) { field.value = ""; field.focus(); }
    const message = say(text);
    turn = turn.then(() => ask(message, form.getAttribute("action"), body));
  });

  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    composer.requestSubmit();
  });

  const tell = (text) => { if (state.textContent !== text) state.textContent = text; };

  const look = async () => {
    try {
      const response = await fetch(`/new?after=${recall("after") || 0}&lang=${document.documentElement.lang}`, { headers: { Accept: "text/html; part=messages" } });
      if (!response.ok) return;
      const html = await response.text();
      const added = show(html);
      const seen = [...parse(html).querySelectorAll("[data-seen]")].map((message) => Number(message.dataset.seen));
      if (seen.length) store("after", Math.max(...seen));
      if (added && document.hidden) document.title = `(${(unread += added)}) ${title}`;
    } catch { /* the stream tells when the connection is back */ }
  };

  // The stream only says that there is something; a page that never asked anything has nothing to wait for but the band.
  const listen = () => {
    if (stream && stream.readyState !== EventSource.CLOSED) return;
    stream = new EventSource("/wake");
    stream.onopen = () => { tell(words.online); look(); };
    stream.onmessage = () => { setTimeout(look, Math.random() * 300); }; // not everybody in the same instant
    stream.onerror = () => { tell(words.offline); };
  };
  setInterval(() => { if (stream.readyState !== EventSource.OPEN) { look(); listen(); } }, POLL);

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    unread = 0;
    document.title = title;
  });
  addEventListener("online", () => { stream.close(); listen(); });
  addEventListener("offline", () => tell(words.offline));

  const before = recall("transcript");
  if (before) {
    const greeted = [...log.children];
    log.replaceChildren(...parse(before).children);
    greeted.filter((message) => message.dataset.delivery || message.dataset.fresh).forEach((message) => put(message));
  }
  keep();
  view.scrollTop = before ? view.scrollHeight : 0;
  tell(words.connecting);
  listen();
})();
