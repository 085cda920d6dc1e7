/* The toolbar of the draft editor: one for all sections, acting on the one that is being written. One stop of the Tab key; arrows walk
   inside (WAI-ARIA toolbar pattern); Alt+F10 comes here from the text, Escape goes back. */
(function () {
  "use strict";

  var Naskah = window.Naskah;
  var bar = document.querySelector("[data-bilah]");
  if (!bar || !Naskah || !Naskah.bagian.length) return;
  bar.hidden = false;

  var ACTS = {
    urung: function (c) { return c.undo(); },
    ulang: function (c) { return c.redo(); },
    subjudul: function (c) { return c.toggleHeading({ level: 4 }); },
    tebal: function (c) { return c.toggleBold(); },
    miring: function (c) { return c.toggleItalic(); },
    garis: function (c) { return c.toggleUnderline(); },
    butir: function (c) { return c.toggleBulletList(); },
    nomor: function (c) { return c.toggleOrderedList(); },
    tabel: function (c) { return c.insertTable({ rows: 3, cols: 3, withHeaderRow: true }); },
    "baris-tambah": function (c) { return c.addRowAfter(); },
    "baris-hapus": function (c) { return c.deleteRow(); },
    "kolom-tambah": function (c) { return c.addColumnAfter(); },
    "kolom-hapus": function (c) { return c.deleteColumn(); },
    kepala: function (c) { return c.toggleHeaderRow(); },
    "tabel-hapus": function (c) { return c.deleteTable(); }
  };
  var ACTIVE = {
    subjudul: ["heading"], tebal: ["bold"], miring: ["italic"], garis: ["underline"], butir: ["bulletList"], nomor: ["orderedList"]
  };

  function part() { return Naskah.kini || Naskah.bagian[0]; }
  function buttons() {
    return Array.prototype.filter.call(bar.querySelectorAll("button"), function (button) { return !button.closest("[hidden]"); });
  }

  function show() {
    var editor = part().editor;
    var inTable = editor.isActive("table");
    var group = bar.querySelector("[data-bilah-tabel]");
    if (group.hidden === inTable) {
      group.hidden = !inTable;
      if (!bar.querySelector("button[tabindex='0']:not([hidden] *)")) stop(buttons()[0]);
    }
    buttons().forEach(function (button) {
      var name = button.dataset.laku;
      if (ACTIVE[name]) button.setAttribute("aria-pressed", editor.isActive.apply(editor, ACTIVE[name]) ? "true" : "false");
      if (ACTS[name]) {
        var can = ACTS[name](editor.can());
        if (can) button.removeAttribute("aria-disabled"); else button.setAttribute("aria-disabled", "true");
      }
    });
  }
  var waiting = 0;
  function later() { cancelAnimationFrame(waiting); waiting = requestAnimationFrame(show); }
  ["kursor", "ubah", "fokus"].forEach(function (name) { Naskah.dengar(name, later); });

  function stop(button) {
    bar.querySelectorAll("button").forEach(function (one) { one.tabIndex = one === button ? 0 : -1; });
  }
  bar.addEventListener("mousedown", function (event) { if (event.target.closest("button")) event.preventDefault(); });
  bar.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    stop(button);
    var act = ACTS[button.dataset.laku];
    if (act) act(part().editor.chain().focus()).run();
    else Naskah.kabarkan("laku:" + button.dataset.laku, part());
    later();
  });
  bar.addEventListener("focusin", function (event) { if (event.target.matches("button")) stop(event.target); });
  bar.addEventListener("keydown", function (event) {
    var all = buttons();
    var at = all.indexOf(document.activeElement);
    var to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === "Escape") { event.preventDefault(); part().editor.commands.focus(); return; }
    if (to === undefined || at < 0) return;
    event.preventDefault();
    all[(to + all.length) % all.length].focus();
  });
  document.addEventListener("keydown", function (event) {
    if (event.altKey && event.key === "F10" && event.target.closest(".naskah__isi")) {
      event.preventDefault();
      (bar.querySelector("button[tabindex='0']") || buttons()[0]).focus();
    }
  });
  stop(buttons()[0]);
  show();
})();
