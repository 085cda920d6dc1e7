/* What is pasted from Word, Excel or a web page becomes our own few elements before the editor reads it. */
(function () {
  "use strict";

  var Naskah = (window.Naskah = window.Naskah || {});
  var NUMBERED = /^\s*(?:\(?[0-9]{1,3}[.)]|\(?[a-z][.)])\s+/i;
  var BULLET = /^\s*[·•▪◦o§\-–*]\s+/;

  function rename(el, tag) {
    var made = el.ownerDocument.createElement(tag);
    while (el.firstChild) made.appendChild(el.firstChild);
    el.replaceWith(made);
    return made;
  }

  function unwrap(el) {
    el.replaceWith.apply(el, Array.prototype.slice.call(el.childNodes));
  }

  /* Word writes a list as paragraphs that only look like one. */
  function wordLists(root) {
    root.querySelectorAll("p").forEach(function (p) {
      var style = p.getAttribute("data-gaya") || "";
      if (!/mso-list:\s*l\d/i.test(style) && !/MsoListParagraph/i.test(p.className)) return;
      var mark = "";
      p.querySelectorAll("[data-gaya]").forEach(function (span) {
        if (!/mso-list:\s*ignore/i.test(span.getAttribute("data-gaya"))) return;
        mark += span.textContent;
        span.remove();
      });
      var text = p.textContent;
      var numbered = NUMBERED.test(mark + " ") || (!mark && NUMBERED.test(text));
      if (!mark) {
        var first = firstText(p);
        if (first) first.data = first.data.replace(numbered ? NUMBERED : BULLET, "");
      }
      var tag = numbered ? "ol" : "ul";
      var item = rename(p, "li");
      var before = item.previousElementSibling;
      var list = before && before.hasAttribute("data-word") && before.tagName.toLowerCase() === tag ? before : null;
      if (!list) {
        list = root.ownerDocument.createElement(tag);
        list.setAttribute("data-word", "");
        item.before(list);
      }
      list.appendChild(item);
    });
  }

  function firstText(el) {
    var walker = el.ownerDocument.createTreeWalker(el, NodeFilter.SHOW_TEXT);
    var node = walker.nextNode();
    while (node && !node.data.trim()) node = walker.nextNode();
    return node;
  }

  /* Bold and slanted letters that are written as styles. */
  function emphasis(root) {
    root.querySelectorAll("span[data-gaya], font").forEach(function (span) {
      var style = span.getAttribute("data-gaya") || "";
      [[/font-weight:\s*(bold|[6-9]00)/i, "strong"], [/font-style:\s*italic/i, "em"], [/text-decoration[^;]*:\s*[^;]*underline/i, "u"]].forEach(function (rule) {
        if (!rule[0].test(style) || span.closest("h4")) return;
        var inner = root.ownerDocument.createElement(rule[1]);
        while (span.firstChild) inner.appendChild(span.firstChild);
        span.appendChild(inner);
      });
      unwrap(span);
    });
  }

  /* `known(ref)` says whether a pasted figure belongs to this report; any other becomes plain words. */
  Naskah.bersihkan = function (html, known) {
    /* An attribute called style would be refused, and complained of, by the page's own security policy. */
    var text = html.replace(/<!--[\s\S]*?-->|<!\[[^>]*>/g, "").replace(/<(style|script|xml|title|head)\b[\s\S]*?<\/\1\s*>/gi, "")
      .replace(/\sstyle\s*=/gi, " data-gaya=").replace(/\son[a-z]+\s*=/gi, " data-buang=").replace(/\ssrc(set)?\s*=/gi, " data-asal=");
    var root = document.implementation.createHTMLDocument("").body;
    root.innerHTML = text;
    root.querySelectorAll("meta, link, style, script, xml, object, iframe, svg, form, input, button, img:not([data-gambar])").forEach(function (el) { el.remove(); });
    root.querySelectorAll("[data-angka]").forEach(function (el) { if (!known(el.getAttribute("data-angka"))) unwrap(el); });
    wordLists(root);
    root.querySelectorAll("*").forEach(function (el) { if (el.tagName.indexOf(":") > 0) unwrap(el); });
    root.querySelectorAll("h1, h2, h3, h5, h6").forEach(function (el) { rename(el, "h4"); });
    root.querySelectorAll("table caption").forEach(function (el) {
      el.closest("table").before(rename(el, "p"));
    });
    emphasis(root);
    root.querySelectorAll("b[data-gaya]").forEach(function (el) { /* Google Docs wraps everything in one that is not bold */
      if (/(^|;)\s*font-weight:\s*normal/i.test(el.getAttribute("data-gaya"))) unwrap(el);
    });
    root.querySelectorAll("a, div, section, article, center, blockquote, pre").forEach(function (el) {
      if (el.tagName === "A" || el.querySelector("p, div, ul, ol, table, h4")) unwrap(el); else rename(el, "p");
    });
    root.querySelectorAll("p").forEach(function (p) {
      if (!p.textContent.replace(/[\s\u00a0]/g, "") && !p.querySelector("img") && !p.closest("td, th")) p.remove();
    });
    root.querySelectorAll("*").forEach(function (el) {
      var keep = ["data-angka", "data-gambar", "alt", "colspan", "rowspan"];
      if (el.hasAttribute("data-pm-slice")) keep.push("data-pm-slice");
      Array.prototype.slice.call(el.attributes).forEach(function (attr) { if (keep.indexOf(attr.name) < 0) el.removeAttribute(attr.name); });
    });
    return root.innerHTML.replace(/\u00a0/g, " ");
  };
})();
