/* What a section's text may hold, as TipTap knows it: the same few elements that `reports.drafting.rich` stores, and two of our own –
   a figure of the analysis, which nobody can type into, and an image of ours. */
(function () {
  "use strict";

  var T = window.TipTap;
  var Naskah = (window.Naskah = window.Naskah || {});

  /* A figure: one piece, its words come from the server. */
  var Angka = T.Node.create({
    name: "angka",
    group: "inline",
    inline: true,
    atom: true,
    selectable: true,
    draggable: false,
    addAttributes: function () {
      return {
        ref: { default: "", parseHTML: function (el) { return el.getAttribute("data-angka"); } },
        kata: { default: "–", parseHTML: function (el) { return el.textContent.trim(); } }
      };
    },
    parseHTML: function () { return [{ tag: "span[data-angka]", priority: 100 }]; },
    renderHTML: function (props) {
      return ["span", { "class": "angka", "data-angka": props.node.attrs.ref }, props.node.attrs.kata];
    },
    renderText: function (props) { return props.node.attrs.kata; },
    /* What tells where a figure comes from (angka.js) marks the element: that is no change of the text. */
    addNodeView: function () {
      return function (props) {
        var dom = document.createElement("span");
        dom.className = "angka";
        dom.setAttribute("data-angka", props.node.attrs.ref);
        dom.textContent = props.node.attrs.kata;
        return { dom: dom, ignoreMutation: function () { return true; } };
      };
    }
  });

  /* An image: stored as its number, drawn from its address on this page. */
  var Gambar = T.Node.create({
    name: "gambar",
    group: "inline",
    inline: true,
    atom: true,
    draggable: true,
    addOptions: function () { return { alamat: "" }; },
    addAttributes: function () {
      return {
        nomor: { default: "", parseHTML: function (el) { return el.getAttribute("data-gambar"); } },
        alt: { default: "", parseHTML: function (el) { return el.getAttribute("alt") || ""; } }
      };
    },
    parseHTML: function () { return [{ tag: "img[data-gambar]" }]; },
    renderHTML: function (props) {
      var attrs = props.node.attrs;
      return ["img", { "data-gambar": attrs.nomor, alt: attrs.alt, src: this.options.alamat.replace("/0/", "/" + attrs.nomor + "/") }];
    }
  });

  /* `[isi …]` stands out until somebody has written what belongs there. */
  var TANDA = /\[isi\b[^\]]*\]/gi;
  function marks(doc) {
    var found = [];
    doc.descendants(function (node, pos) {
      if (!node.isText) return;
      var match;
      TANDA.lastIndex = 0;
      while ((match = TANDA.exec(node.text))) {
        found.push(T.Decoration.inline(pos + match.index, pos + match.index + match[0].length, { "class": "tanda-isi" }));
      }
    });
    return T.DecorationSet.create(doc, found);
  }
  var TandaIsi = T.Extension.create({
    name: "tandaIsi",
    addProseMirrorPlugins: function () {
      return [new T.Plugin({
        state: {
          init: function (_, state) { return marks(state.doc); },
          apply: function (tr, old) { return tr.docChanged ? marks(tr.doc) : old; }
        },
        props: { decorations: function (state) { return this.getState(state); } }
      })];
    }
  });

  /* Tables without widths and styles. Tab walks the cells and leaves the last one: nobody is caught inside. */
  var Tabel = T.Table.extend({
    addNodeView: function () { return null; },
    renderHTML: function () { return ["table", ["tbody", 0]]; },
    addKeyboardShortcuts: function () {
      var editor = this.editor;
      return {
        Tab: function () { return editor.commands.goToNextCell(); },
        "Shift-Tab": function () { return editor.commands.goToPreviousCell(); }
      };
    }
  });
  function span(name) {
    return {
      default: 1,
      parseHTML: function (el) { return parseInt(el.getAttribute(name), 10) || 1; },
      renderHTML: function (attrs) { var out = {}; if (attrs[name] > 1) out[name] = attrs[name]; return out; }
    };
  }
  var sel = {
    content: "paragraph+",
    addAttributes: function () {
      return { colspan: span("colspan"), rowspan: span("rowspan"), colwidth: { default: null, rendered: false, parseHTML: function () { return null; } } };
    }
  };

  Naskah.ekstensi = function (alamatGambar) {
    return [
      T.Document, T.Text, T.Paragraph, T.Bold, T.Italic, T.Underline, T.HardBreak, T.UndoRedo, T.Dropcursor, T.Gapcursor,
      T.Heading.configure({ levels: [4] }),
      T.BulletList, T.OrderedList, T.ListKeymap,
      T.ListItem.extend({ content: "paragraph (paragraph | bulletList | orderedList)*" }),
      Tabel, T.TableRow, T.TableHeader.extend(sel), T.TableCell.extend(sel),
      Angka, Gambar.configure({ alamat: alamatGambar }), TandaIsi
    ];
  };

  Naskah.hitungTanda = function (doc) {
    var count = 0;
    doc.descendants(function (node) { if (node.isText) count += (node.text.match(TANDA) || []).length; });
    return count;
  };

  /* The text as the server keeps it: one paragraph in an item or a cell needs no <p>, a row of headings is a <thead>. */
  Naskah.tulis = function (editor) {
    var root = document.implementation.createHTMLDocument("").body;
    root.innerHTML = editor.getHTML();
    root.querySelectorAll("img").forEach(function (img) { img.removeAttribute("src"); });
    root.querySelectorAll("li > p:first-child, td > p:only-child, th > p:only-child").forEach(function (p) {
      if (p.parentNode.tagName === "LI" && p.nextElementSibling && p.nextElementSibling.tagName === "P") return;
      p.replaceWith.apply(p, Array.prototype.slice.call(p.childNodes));
    });
    root.querySelectorAll("tbody").forEach(function (body) {
      var first = body.rows[0];
      if (!first || !Array.prototype.every.call(first.cells, function (cell) { return cell.tagName === "TH"; })) return;
      Array.prototype.forEach.call(first.cells, function (cell) { cell.setAttribute("scope", "col"); });
      var head = document.createElement("thead");
      head.appendChild(first);
      body.parentNode.insertBefore(head, body);
      if (!body.rows.length) body.remove();
    });
    root.querySelectorAll("tbody th").forEach(function (cell) { cell.setAttribute("scope", "row"); });
    root.querySelectorAll(":scope > p").forEach(function (p) { if (!p.childNodes.length) p.remove(); });
    return root.innerHTML;
  };
})();
