/* The draft editor: each section's text box becomes a place to write as in a word processor. Without JavaScript, or when anything
   here fails, the box itself stays and the form saves it. */
(function () {
  "use strict";

  var form = document.querySelector("form[data-draft]");
  var Naskah = (window.Naskah = window.Naskah || {});
  Naskah.bagian = [];
  if (!form || !window.TipTap || !Naskah.ekstensi) return;
  Naskah.form = form;

  /* `dengar(name, f)`: one part of the editor tells the others without knowing them. */
  var ears = {};
  Naskah.dengar = function (name, listener) { (ears[name] = ears[name] || []).push(listener); };
  Naskah.kabarkan = function (name, detail) { (ears[name] || []).forEach(function (listener) { listener(detail); }); };

  Naskah.ajak = function (address, data, method) {
    var meta = document.querySelector("meta[name=csrf-token]");
    return fetch(address, {
      method: method || "POST", body: data || undefined, credentials: "same-origin", redirect: "manual",
      headers: { "X-CSRFToken": meta ? meta.content : "", "X-Requested-With": "fetch" }
    });
  };
  Naskah.kunjungan = function () { return form.querySelector("input[name=kunjungan]").value; };

  var known = {}; /* figures that stand in this draft: copying one inside the page keeps it */

  /* A letter typed over selected text: the browser itself would keep the look of what it replaces as an inline style, which the
     page's policy refuses, and lose letters. A phone's composing keyboard is left alone. */
  function overwrite(view, event) {
    var chosen = view.state.selection;
    var selected = chosen.$cursor === null; /* undefined for anything but text */
    if (!selected || event.inputType !== "insertText" || !event.data || view.composing || event.isComposing) return false;
    event.preventDefault();
    view.dispatch(view.state.tr.insertText(event.data, chosen.from, chosen.to).scrollIntoView());
    return true;
  }

  /* An image copied from a web page comes with HTML that holds nothing but the image. */
  function hasWords(html) {
    return new DOMParser().parseFromString(html, "text/html").body.textContent.trim() !== "";
  }

  function mount(box) {
    var id = box.dataset.bagian;
    var source = box.parentNode.querySelector("template[data-isi]");
    if (!source) return;
    source.content.querySelectorAll("[data-angka]").forEach(function (el) { known[el.getAttribute("data-angka")] = true; });
    var place = document.createElement("div");
    place.className = "naskah";
    box.after(place);
    var part = { id: id, kotak: box, wadah: box.closest(".draft__bagian"), alamat: box.dataset.alamat };
    part.editor = new window.TipTap.Editor({
      element: place,
      injectCSS: false,
      enablePasteRules: false,
      extensions: Naskah.ekstensi(form.dataset.gambar),
      content: source.innerHTML,
      editorProps: {
        attributes: {
          id: "naskah-" + id, role: "textbox", "aria-multiline": "true", "aria-label": box.getAttribute("aria-label"),
          "aria-describedby": "status-" + id, "class": "naskah__isi", spellcheck: "false", lang: "id"
        },
        transformPastedHTML: function (html) {
          return Naskah.bersihkan(html, function (ref) { return known[ref] || (Naskah.daftarAngka && Naskah.daftarAngka[ref]); });
        },
        handleDOMEvents: { beforeinput: overwrite },
        handlePaste: function (view, event) {
          var file = event.clipboardData && event.clipboardData.files[0];
          if (!file || hasWords(event.clipboardData.getData("text/html"))) return false;
          Naskah.kabarkan("berkas", { bagian: part, berkas: file });
          return true;
        },
        handleDrop: function (view, event) {
          var file = event.dataTransfer && event.dataTransfer.files[0];
          if (!file) return false;
          Naskah.kabarkan("berkas", { bagian: part, berkas: file });
          return true;
        }
      },
      onUpdate: function () { Naskah.kabarkan("ubah", part); },
      onSelectionUpdate: function () { Naskah.kabarkan("kursor", part); },
      onFocus: function () { Naskah.kini = part; part.wadah.classList.add("draft__bagian--ditulis"); Naskah.kabarkan("fokus", part); },
      onBlur: function () { part.wadah.classList.remove("draft__bagian--ditulis"); Naskah.kabarkan("lepas", part); }
    });
    part.tulis = function () { return Naskah.tulis(part.editor); };
    part.asal = part.tulis();
    source.remove();
    box.hidden = true;
    box.disabled = true;
    Naskah.bagian.push(part);
  }

  form.querySelectorAll("textarea[data-bagian]").forEach(function (box) {
    try { mount(box); } catch (error) { window.console.error(error); }
  });
  document.documentElement.classList.add("ada-naskah");

  /* A link to a section, from the list of what is missing or the chapters, puts the cursor there. */
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[data-ke-bagian]");
    if (!link) return;
    var part = Naskah.cari(link.dataset.keBagian);
    if (!part) return;
    event.preventDefault();
    var folded = part.wadah.querySelector("details.draft__tambah");
    if (folded) folded.open = true;
    part.wadah.scrollIntoView({ block: "start" });
    var mark = link.dataset.tanda ? part.wadah.querySelector(".tanda-isi") : null;
    if (mark) {
      var at = part.editor.view.posAtDOM(mark, 0);
      part.editor.commands.setTextSelection({ from: at, to: at + mark.textContent.length });
      part.editor.view.focus(); /* at once: the library's own focus waits a frame, and what is typed meanwhile would be lost */
    } else part.editor.commands.focus("start", { scrollIntoView: false });
  });
  Naskah.cari = function (id) {
    return Naskah.bagian.filter(function (part) { return part.id === String(id); })[0];
  };
})();
