/* <fanloop-news line="dawn-2" as="popup|dropdown|card" lang="" theme=""> on any page: what left lately, with a mark for
   what this reader has not seen. The mark is kept in this browser's localStorage and sent nowhere. */
(() => {
  const house = new URL(document.currentScript.src).origin;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { display: inline-block; position: relative; font: inherit; color-scheme: light dark; }
    :host([as="card"]) { display: block; }
    :host([theme="light"]) { color-scheme: light; } :host([theme="dark"]) { color-scheme: dark; }
    .paper { background: light-dark(#fff, #26211b); color: light-dark(#231c16, #f3eee4); border: 1px solid light-dark(#cfc5b6, #574d42); border-radius: 10px; text-align: start; }
    .paper a { color: inherit; } .paper a:hover { text-decoration-thickness: 2px; }
    button { font: inherit; color: inherit; background: transparent; border: 1px solid currentColor; border-radius: 6px; padding: .45em .8em; min-block-size: 44px; min-inline-size: 44px; cursor: pointer; }
    button:focus-visible, a:focus-visible { outline: 3px solid light-dark(#b3541e, #f0a35e); outline-offset: 2px; }
    .mark { display: inline-block; min-inline-size: 1.4em; margin-inline-start: .5em; padding: 0 .4em; border-radius: 999px; background: #f0883e; color: #231405; font-weight: 700; font-size: .85em; text-align: center; }
    .sr { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    dialog { padding: 0; inline-size: min(34rem, calc(100vw - 2rem)); max-block-size: calc(100vh - 4rem); overflow: auto; }
    dialog::backdrop { background: rgb(0 0 0 / .45); }
    .drop { position: absolute; inset-block-start: calc(100% + .5rem); inset-inline-start: 0; z-index: 9; inline-size: min(24rem, calc(100vw - 2rem)); max-block-size: 28rem; overflow: auto; }
    .in { padding: 1rem; } .head { display: flex; gap: 1rem; align-items: center; justify-content: space-between; }
    h2 { font-size: 1.15em; margin: 0; } h3 { font-size: 1em; margin: 1em 0 .25em; } h3 small { font-weight: 400; }
    ul { margin: 0; padding-inline-start: 1.2em; } li { margin-block: .25em; } p { margin: .25em 0; }
    [hidden] { display: none !important; }`);

  const make = (name, words = "", more = {}) => {
    const one = Object.assign(document.createElement(name), more);
    if (words) one.textContent = words;
    return one;
  };

  class News extends HTMLElement {
    async connectedCallback() {
      if (this.shadowRoot) return;
      const lang = this.getAttribute("lang") || document.documentElement.lang || "";
      const line = encodeURIComponent(this.getAttribute("line") || "");
      try {
        const answer = await fetch(`${house}/embed/whats-new/${line}.json?lang=${encodeURIComponent(lang)}`, { credentials: "omit" });
        if (answer.ok) this.draw(await answer.json(), answer.headers.get("Content-Language") || lang);
      } catch { /* without an answer the words inside the element stay as they are */ }
    }

    get key() { return `fanloop-news:${house}:${this.getAttribute("line")}`; }
    get seen() { try { return localStorage.getItem(this.key); } catch { return null; } }
    see(at) { try { if (at) localStorage.setItem(this.key, at); } catch { /* a browser may keep nothing */ } }

    /* Somebody who was never here finds the newest release marked, not the whole history. */
    fresh(trains) {
      const seen = this.seen;
      return trains.filter((one, place) => (seen === null ? place === 0 : Date.parse(one.left_at) > Date.parse(seen)));
    }

    draw(told, lang) {
      const root = this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [sheet];
      const fresh = this.fresh(told.trains), way = this.getAttribute("as") || "popup";
      const list = this.list(told, fresh);
      if (way === "card") {
        const card = make("section", "", { className: "paper in", lang });
        card.setAttribute("aria-label", told.words.title);
        card.append(make("h2", told.words.title), list);
        root.append(card);
        this.see(told.trains[0]?.left_at);
        return;
      }
      const button = make("button", told.words.open, { type: "button", lang }), mark = make("span", "", { className: "mark" });
      const count = make("span", String(fresh.length));
      count.setAttribute("aria-hidden", "true");
      mark.append(count, make("span", ` ${told.words.unread[fresh.length]}`, { className: "sr" }));
      mark.hidden = !fresh.length;
      button.append(mark);
      root.append(button);
      const read = () => { mark.hidden = true; this.see(told.trains[0]?.left_at); };
      (way === "dropdown" ? this.dropdown : this.popup).call(this, root, button, list, told, lang, read);
    }

    popup(root, button, list, told, lang, read) {
      const dialog = make("dialog", "", { className: "paper", lang }), head = make("div", "", { className: "head" });
      const close = make("button", told.words.close, { type: "button" }), inside = make("div", "", { className: "in" });
      dialog.setAttribute("aria-label", told.words.title);
      head.append(make("h2", told.words.title), close);
      inside.append(head, list);
      dialog.append(inside);
      root.append(dialog);
      button.setAttribute("aria-haspopup", "dialog");
      button.addEventListener("click", () => { dialog.showModal(); read(); });
      close.addEventListener("click", () => dialog.close());
      dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    }

    dropdown(root, button, list, told, lang, read) {
      const drop = make("div", "", { className: "paper drop", hidden: true, id: "drop", lang }), inside = make("div", "", { className: "in" });
      inside.append(make("h2", told.words.title), list);
      drop.append(inside);
      root.append(drop);
      button.setAttribute("aria-controls", "drop");
      const turn = (open) => {
        drop.hidden = !open;
        button.setAttribute("aria-expanded", String(open));
        if (open) read();
      };
      turn(false);
      button.addEventListener("click", () => turn(drop.hidden));
      root.addEventListener("keydown", (event) => { if (event.key === "Escape" && !drop.hidden) { turn(false); button.focus(); } });
      document.addEventListener("click", (event) => { if (!event.composedPath().includes(this)) turn(false); });
    }

    list(told, fresh) {
      const all = make("div");
      if (!told.trains.length) all.append(make("p", told.words.empty));
      for (const one of told.trains) {
        const head = make("h3"), changes = make("ul");
        head.append(this.link(one.page, one.number, told.words), make("small", ` ${one.day}`));
        if (fresh.includes(one)) head.append(make("span", told.words.new, { className: "mark" }));
        for (const change of one.changes) changes.append(make("li", `${change.kind_name}: ${change.title}`));
        all.append(head);
        if (one.withdrawn) all.append(make("p", `${told.words.withdrawn} ${one.withdrawn}`));
        else if (one.stopped) all.append(make("p", `${told.words.stopped} ${one.stopped}`));
        all.append(changes);
      }
      const more = make("p");
      more.append(this.link(told.all, told.words.all, told.words));
      all.append(more);
      return all;
    }

    link(href, words, said) {
      const one = make("a", words, { href, target: "_blank", rel: "noopener" });
      one.append(make("span", ` ${said.tab}`, { className: "sr" }));
      return one;
    }
  }

  if (!customElements.get("fanloop-news")) customElements.define("fanloop-news", News);
})();
