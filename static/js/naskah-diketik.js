/* Numbers that somebody typed are marked in the text, as they are listed before submission. The server says which (reports/drafting/typed.py),
   with every answer of the autosave; here they are only found again: the same number between the same words. */
(function () {
  "use strict";

  var Naskah = window.Naskah;
  var T = window.TipTap;
  if (!Naskah || !Naskah.bagian || !Naskah.bagian.length) return;
  var KATA = "Angka ini diketik sendiri; ia tidak mengikuti hasil analisis.";

  function told(part) {
    var status = document.getElementById("status-" + part.id);
    try { return JSON.parse((status && status.dataset.diketik) || "[]"); } catch (error) { return []; }
  }
  function stands(text, at, one) {
    var end = at + one.angka.length;
    if (/[\w.,\/-]$/.test(text.slice(0, at)) || /^([\w\/-]|[.,]\d)/.test(text.slice(end))) return false;
    return text.slice(0, at).trimEnd().endsWith(one.sebelum) && text.slice(end).trimStart().startsWith(one.sesudah);
  }
  function marks(doc, list) {
    var found = [];
    if (list.length) doc.descendants(function (node, pos) {
      if (!node.isText) return;
      list.forEach(function (one) {
        for (var at = node.text.indexOf(one.angka); at !== -1; at = node.text.indexOf(one.angka, at + 1)) {
          if (stands(node.text, at, one)) {
            found.push(T.Decoration.inline(pos + at, pos + at + one.angka.length, { "class": "diketik", title: KATA, "aria-description": KATA }));
          }
        }
      });
    });
    return T.DecorationSet.create(doc, found);
  }

  Naskah.bagian.forEach(function (part) {
    var plugin = new T.Plugin({
      state: {
        init: function (_, state) { return marks(state.doc, told(part)); },
        apply: function (tr, old) { return tr.docChanged || tr.getMeta(plugin) ? marks(tr.doc, told(part)) : old; }
      },
      props: { decorations: function (state) { return plugin.getState(state); } }
    });
    part.editor.registerPlugin(plugin);
    Naskah.dengar("simpan", function (saved) {
      if (saved === part) part.editor.view.dispatch(part.editor.state.tr.setMeta(plugin, true));
    });
  });
})();
