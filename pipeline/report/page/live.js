"use strict";
(() => {
  // The page as it is now, made again by the server whenever a round is committed; only what changed is put in.
  const live = document.getElementById("live");
  const replace = (id, from) => {
    const now = document.getElementById(id);
    const then = from.getElementById(id);
    if (now && then) now.replaceWith(document.importNode(then, true));
  };
  async function load() {
    const answer = await fetch("/", { cache: "no-store" });
    if (!answer.ok) return;
    const from = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!document.getElementById("tools")) { location.reload(); return; }
    const list = document.getElementById("stories");
    const kept = new Set();
    for (const story of from.querySelectorAll("article.story")) {
      kept.add(story.id);
      const now = document.getElementById(story.id);
      if (now && now.dataset.digest === story.dataset.digest) {
        const lane = now.querySelector(".lane");
        lane.replaceWith(document.importNode(story.querySelector(".lane"), true));
        continue;
      }
      const made = document.importNode(story, true);
      made.classList.add("fresh");
      if (now) {
        const open = now.querySelector("details").open;
        const focused = now.contains(document.activeElement);
        now.replaceWith(made);
        made.querySelector("details").open = open;
        if (focused) made.querySelector("summary").focus();
      } else {
        list.prepend(made);
      }
    }
    for (const story of list.querySelectorAll("article.story")) if (!kept.has(story.id)) story.remove();
    replace("facts", from);
    replace("bars", from);
    const chosen = document.getElementById("outlet").value;
    replace("outlet", from);
    document.getElementById("outlet").value = chosen;
    window.writethruShow();
  }
  const events = new EventSource("/events");
  let version = live.dataset.version;
  let loading = Promise.resolve();
  events.addEventListener("version", (event) => {
    document.getElementById("live")?.classList.remove("lost");
    if (event.data !== version) { version = event.data; loading = loading.then(load).catch(() => {}); }
  });
  events.addEventListener("error", () => document.getElementById("live")?.classList.add("lost"));
})();
