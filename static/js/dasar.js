/* What every page needs. Nothing here is required for a step to work: without JavaScript all forms still post. */
(function () {
  "use strict";

  var root = document.documentElement;
  root.classList.add("ada-js");

  /* Theme: device → light → dark → device. The label says what is now, the title what a press brings. */
  var THEMES = ["", "light", "dark"];
  var NAMES = { "": "ikut perangkat", light: "terang", dark: "gelap" };

  function showTheme() {
    var now = root.dataset.theme || "";
    document.querySelectorAll("[data-tema]").forEach(function (button) {
      var next = THEMES[(THEMES.indexOf(now) + 1) % THEMES.length];
      button.hidden = false;
      button.dataset.tema = now;
      button.setAttribute("aria-label", "Tampilan: " + NAMES[now] + ". Ganti ke " + NAMES[next] + ".");
      button.title = "Tampilan: " + NAMES[now];
      var word = button.querySelector("[data-tema-kata]");
      if (word) word.textContent = NAMES[now];
    });
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-tema]");
    if (!button) return;
    var next = THEMES[(THEMES.indexOf(root.dataset.theme || "") + 1) % THEMES.length];
    if (next) root.dataset.theme = next; else delete root.dataset.theme;
    try {
      if (next) localStorage.setItem("sop-tema", next); else localStorage.removeItem("sop-tema");
    } catch (error) { /* the choice lasts for this page only */ }
    showTheme();
  });

  /* CSRF for htmx: the token stands in a meta element, because inline scripts are forbidden. */
  document.addEventListener("htmx:configRequest", function (event) {
    var meta = document.querySelector("meta[name=csrf-token]");
    if (meta) event.detail.headers["X-CSRFToken"] = meta.content;
  });

  /* A button pressed twice posts once. The button stays focusable and says what happens. */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.terkirim) { event.preventDefault(); return; }
    form.dataset.terkirim = "1";
    form.dataset.bersih = "1";
    var button = event.submitter;
    if (button && button.dataset.sibuk !== "tidak") {
      button.setAttribute("aria-disabled", "true");
      button.classList.add("sibuk");
    }
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-terkirim]").forEach(function (form) {
      delete form.dataset.terkirim;
      form.querySelectorAll(".sibuk").forEach(function (button) {
        button.classList.remove("sibuk");
        button.removeAttribute("aria-disabled");
      });
    });
  });

  /* Unsaved typing: ask before leaving. Only forms that say data-jaga, and only when something really changed. */
  function changed(form) {
    return Array.prototype.some.call(form.elements, function (field) {
      if (!field.name || field.disabled || ["hidden", "submit", "button"].indexOf(field.type) >= 0) return false;
      if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
      if (field.type === "file") return field.files.length > 0;
      if (field.options) {
        return Array.prototype.some.call(field.options, function (option, index) {
          var first = field.querySelector("option[selected]") ? option.defaultSelected : index === 0 && !field.multiple;
          return option.selected !== first;
        });
      }
      return field.value !== field.defaultValue;
    });
  }
  window.addEventListener("beforeunload", function (event) {
    var dirty = Array.prototype.some.call(document.querySelectorAll("form[data-jaga]"), function (form) {
      return !form.dataset.bersih && changed(form);
    });
    if (dirty) event.preventDefault();
  });

  /* Keys: "/" to the search field, "?" to the help of this page. Never while somebody is typing. */
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable=true]")) return;
    if (event.key === "/") {
      var search = document.querySelector("[data-cari], input[type=search]");
      if (search) { event.preventDefault(); search.focus(); }
    } else if (event.key === "?") {
      var help = document.getElementById("bantuan");
      if (help) {
        event.preventDefault();
        if (help.tagName === "DETAILS") help.open = true;
        help.scrollIntoView({ block: "start" });
        (help.querySelector("summary") || help).focus();
      }
    }
  });

  /* The help link of the ribbon opens the folded help it leads to. */
  document.addEventListener("click", function (event) {
    var link = event.target.closest('a[href="#bantuan"]');
    var help = link && document.getElementById("bantuan");
    if (help && help.tagName === "DETAILS") help.open = true;
  });

  /* Escape closes the menus; a click outside closes the person's menu. */
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.menu-ponsel[open], details.menu-orang[open]").forEach(function (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
  document.addEventListener("click", function (event) {
    document.querySelectorAll("details.menu-orang[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  /* Buttons that fill in a sample log-in (demo office only). */
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-isi-akun]");
    if (!button) return;
    var name = document.querySelector("input[name=login]");
    var password = document.querySelector("input[name=password]");
    if (name) name.value = button.dataset.isiAkun;
    if (password) password.focus();
  });

  /* An address to copy is marked whole as soon as one enters its field. */
  document.addEventListener("focusin", function (event) {
    if (event.target.matches("input[data-pilih]")) event.target.select();
  });

  /* Print buttons. */
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-cetak]")) window.print();
  });

  /* A refused form: focus goes to the summary, its links to the fields. What a link leads to is unfolded first. */
  function focusErrors(scope) {
    var summary = scope.querySelector(".ringkasan-galat");
    if (summary) summary.focus();
  }
  document.addEventListener("htmx:afterSettle", function (event) { focusErrors(event.detail.elt); });
  document.addEventListener("click", function (event) {
    var inside = event.target.closest("a[href^='#']");
    var goal = inside && document.getElementById(inside.getAttribute("href").slice(1));
    for (var fold = goal && goal.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    var link = event.target.closest(".ringkasan-galat a[href^='#'], .syarat a[href^='#']");
    var field = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!field) return;
    event.preventDefault();
    var control = field.matches("input, select, textarea") ? field : field.querySelector("input, select, textarea");
    field.scrollIntoView({ block: "center" });
    (control || field).focus();
  });

  showTheme();
  focusErrors(document);
})();
