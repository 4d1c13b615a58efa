"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const list = byId("stories");
  const tools = byId("tools");
  if (!tools) return;
  tools.hidden = false;
  const all = () => [...list.querySelectorAll("article.story")];
  const isShown = (story) => !story.hidden;

  // Filters. A story's text is read from the page itself, once.
  const texts = new WeakMap();
  const textOf = (story) => {
    if (!texts.has(story)) texts.set(story, story.textContent.toLowerCase());
    return texts.get(story);
  };
  function filter() {
    const words = byId("find").value.toLowerCase().split(/\s+/).filter(Boolean);
    const outlet = byId("outlet").value;
    const has = byId("with").value;
    const statuses = new Set([...tools.querySelectorAll("[name=status]:checked")].map((box) => box.value));
    let shown = 0;
    for (const story of all()) {
      const fits = words.every((word) => textOf(story).includes(word))
        && (!outlet || story.dataset.outlets.split("\n").includes(outlet))
        && (!has || story.dataset.has.split(" ").includes(has))
        && (!statuses.size || statuses.has(story.dataset.status));
      story.hidden = !fits;
      shown += fits;
    }
    byId("none").hidden = shown > 0;
    byId("shown").textContent = `${shown} of ${all().length} stories`;
  }
  function order() {
    const by = byId("order").value;
    const rank = {
      changed: (story) => Number(story.dataset.changed),
      size: (story) => Number(story.dataset.size) + Number(story.dataset.copies) / 1000,
      outlets: (story) => story.dataset.outlets.split("\n").length,
    }[by];
    const none = byId("none");
    for (const story of all().sort((a, b) => rank(b) - rank(a))) list.insertBefore(story, none);
  }
  tools.addEventListener("input", (event) => {
    if (event.target.id === "order") order();
    else if (event.target.id === "sides") document.body.classList.toggle("sides", event.target.checked);
    else filter();
  });
  tools.addEventListener("submit", (event) => event.preventDefault());
  byId("clear").addEventListener("click", () => { tools.reset(); document.body.classList.remove("sides"); filter(); order(); byId("find").focus(); });

  // Diffs: a stepper over the edits of a step, and both sides made from the one line.
  function side(line, without) {
    const copy = document.createElement("div");
    copy.className = "side";
    copy.append(...[...line.childNodes].map((node) => node.cloneNode(true)));
    for (const node of copy.querySelectorAll(without)) node.remove();
    return copy;
  }
  function prepare(story) {
    if (story.dataset.ready) return;
    story.dataset.ready = "yes";
    for (const diff of story.querySelectorAll(".diff")) {
      const edits = [...diff.querySelectorAll(".edit")];
      for (const edit of edits) {
        const line = document.createElement("div");
        line.className = "line";
        line.append(...edit.childNodes);
        edit.append(line, side(line, "ins"), side(line, "del"));
      }
      const place = document.createElement("output");
      place.textContent = `${edits.length} edit${edits.length === 1 ? "" : "s"}`;
      const button = (label, name, by) => {
        const made = document.createElement("button");
        made.type = "button";
        made.textContent = label;
        made.setAttribute("aria-label", name);
        made.addEventListener("click", () => step(diff, by));
        return made;
      };
      const stepper = document.createElement("div");
      stepper.className = "stepper";
      stepper.append(button("‹", "previous edit", -1), place, button("›", "next edit", 1));
      diff.prepend(stepper);
    }
  }
  function step(diff, by) {
    const edits = [...diff.querySelectorAll(".edit")];
    const at = edits.findIndex((edit) => edit.classList.contains("here"));
    const to = at < 0 ? (by > 0 ? 0 : edits.length - 1) : (at + by + edits.length) % edits.length;
    edits.forEach((edit, index) => edit.classList.toggle("here", index === to));
    edits[to].focus({ preventScroll: true });
    edits[to].scrollIntoView({ block: "nearest" });
    diff.querySelector("output").textContent = `edit ${to + 1} of ${edits.length}`;
  }
  list.addEventListener("toggle", (event) => {
    const story = event.target.parentElement;
    if (event.target.open && story.matches("article.story")) prepare(story);
  }, true);

  // Keys, unless somebody is writing.
  function move(by) {
    const shown = all().filter(isShown);
    const at = shown.findIndex((story) => story.contains(document.activeElement));
    const to = at < 0 ? (by > 0 ? 0 : shown.length - 1) : Math.min(Math.max(at + by, 0), shown.length - 1);
    if (shown[to]) shown[to].querySelector("summary").focus();
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
    const story = document.activeElement.closest("article.story") || list.querySelector("details[open]")?.closest("article");
    const diff = document.activeElement.closest(".diff") || story?.querySelector(".diff");
    if (event.key === "/") { event.preventDefault(); byId("find").focus(); }
    else if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "n" && diff) step(diff, 1);
    else if (event.key === "p" && diff) step(diff, -1);
  });

  // An address with #s-… or #r-… opens its story.
  function open() {
    const target = location.hash.length > 3 ? byId(decodeURIComponent(location.hash.slice(1))) : null;
    const story = target?.closest("article.story");
    if (!story) return;
    story.hidden = false;
    story.querySelector("details").open = true;
    target.scrollIntoView();
  }
  addEventListener("hashchange", open);
  addEventListener("beforeprint", () => { for (const story of all()) { story.querySelector("details").open = isShown(story); } });
  open();
  filter();

  window.writethruShow = () => { order(); filter(); };
})();
