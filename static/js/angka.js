/* Figures of the report that tell where they come from. Pointing, focusing or tapping one shows its card; Esc closes it. The
   figures of one place are one stop of the Tab key; the arrow keys go from figure to figure. */
(function () {
  "use strict";

  var places = Array.prototype.slice.call(document.querySelectorAll("[data-asal-angka]"));
  if (!places.length) return;
  var WAIT = 350;
  var cards = {};
  var shown = null;
  var timer = 0;
  var returning = false;
  var box = document.createElement("div");
  box.className = "asal-angka";
  box.id = "asal-angka";
  box.hidden = true;
  box.tabIndex = -1;
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-label", "Asal angka");
  var body = document.createElement("div");
  body.setAttribute("aria-live", "polite");
  var foot = document.createElement("p");
  foot.className = "asal-angka__tombol";
  var close = document.createElement("button");
  close.type = "button";
  close.className = "btn btn-tenang";
  close.textContent = "Tutup";
  foot.appendChild(document.createTextNode("Panah kiri dan kanan: angka lain. Esc: tutup."));
  foot.appendChild(close);
  box.appendChild(body);
  box.appendChild(foot);
  document.body.appendChild(box);

  function figureOf(target) {
    var figure = target && target.closest ? target.closest("[data-angka]") : null;
    return figure && figure.closest("[data-asal-angka]") ? figure : null;
  }
  function isEdited(figure) { return !!figure.closest("[contenteditable=true]"); }

  function put() {
    var at = shown.getBoundingClientRect();
    var width = document.documentElement.clientWidth;
    if (width < 640) {
      /* a sheet at the foot of the screen: the figure it speaks of stays in sight above it */
      box.style.left = box.style.top = "";
      var hiddenBy = at.bottom + 24 - (window.innerHeight - box.offsetHeight);
      if (hiddenBy > 0) window.scrollBy(0, hiddenBy);
      return;
    }
    var left = Math.max(12, Math.min(at.left, width - box.offsetWidth - 12));
    var above = at.top - box.offsetHeight - 8;
    var below = at.bottom + 8;
    var top = below + box.offsetHeight > window.innerHeight && above > 0 ? above : below;
    box.style.left = left + window.scrollX + "px";
    box.style.top = top + window.scrollY + "px";
  }
  function fill(figure, html) {
    if (shown !== figure) return;
    body.innerHTML = html;
    put();
  }
  function fail(figure, words) {
    if (shown !== figure) return;
    body.textContent = words;
    put();
  }
  function open(figure) {
    window.clearTimeout(timer);
    if (shown === figure) return;
    if (shown) shown.removeAttribute("aria-describedby");
    shown = figure;
    box.hidden = false;
    figure.setAttribute("aria-describedby", "asal-angka");
    var place = figure.closest("[data-asal-angka]");
    var address = place.dataset.asalAngka;
    var url = address + (address.indexOf("?") < 0 ? "?" : "&") + "ref=" + encodeURIComponent(figure.dataset.angka);
    if (cards[url]) { fill(figure, cards[url]); return; }
    body.textContent = "Mencari asal angka ini…";
    put();
    fetch(url, { headers: { "HX-Request": "true" }, credentials: "same-origin" }).then(function (answer) {
      if (answer.status === 404) throw new Error("Angka ini tidak ada lagi dalam hasil analisis.");
      if (!answer.ok || answer.redirected) throw new Error("Asal angka belum dapat dibuka. Muat ulang halaman, lalu coba lagi.");
      return answer.text();
    }).then(function (html) {
      cards[url] = html;
      fill(figure, html);
    }).catch(function (error) {
      fail(figure, error instanceof TypeError ? "Sambungan terputus. Coba lagi sebentar." : error.message);
    });
  }
  function hide(back) {
    window.clearTimeout(timer);
    if (!shown) return;
    var figure = shown;
    figure.removeAttribute("aria-describedby");
    shown = null;
    box.hidden = true;
    if (!back || isEdited(figure)) return;
    returning = true;  /* the focus that comes back must not open the card again */
    figure.focus({ preventScroll: true });
    returning = false;
  }
  function later(act) {
    window.clearTimeout(timer);
    timer = window.setTimeout(act, WAIT);
  }

  /* one stop of the Tab key in each place */
  function figuresIn(place) {
    return Array.prototype.filter.call(place.querySelectorAll("[data-angka]"), function (figure) { return !isEdited(figure); });
  }
  function ready(place) {
    figuresIn(place).forEach(function (figure, number) {
      figure.tabIndex = number ? -1 : 0;
      figure.setAttribute("role", "button");
      figure.setAttribute("aria-haspopup", "dialog");
    });
  }
  places.forEach(ready);

  function move(figure, step) {
    var all = figuresIn(figure.closest("[data-asal-angka]"));
    var next = all[all.indexOf(figure) + step];
    if (!next) return;
    figure.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  document.addEventListener("mouseover", function (event) {
    var figure = figureOf(event.target);
    if (figure && figure !== shown) later(function () { open(figure); });
    else if (figure || box.contains(event.target)) window.clearTimeout(timer);
    else if (shown && !box.contains(document.activeElement) && document.activeElement !== shown) later(function () { hide(false); });
    else window.clearTimeout(timer);
  });
  document.addEventListener("focusin", function (event) {
    var figure = figureOf(event.target);
    if (returning) return;
    if (figure && figure === event.target) open(figure);
    else if (shown && !box.contains(event.target)) hide(false);
  });
  document.addEventListener("click", function (event) {
    var figure = figureOf(event.target);
    if (figure) open(figure);
    else if (shown && !box.contains(event.target)) hide(false);
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && shown) { event.preventDefault(); hide(true); return; }
    var figure = figureOf(event.target);
    if (!figure || figure !== event.target || isEdited(figure)) return;
    if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      event.preventDefault();
      move(figure, event.key === "ArrowRight" ? 1 : -1);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      open(figure);
      box.focus({ preventScroll: true });
    }
  });
  close.addEventListener("click", function () { hide(true); });
})();
