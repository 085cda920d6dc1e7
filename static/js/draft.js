/* The draft editor: what is typed is kept in this browser until the server says that it has it. Without JavaScript the form saves all. */
(function () {
  "use strict";

  var form = document.querySelector("form[data-draft]");
  if (!form) return;
  var meta = document.querySelector("meta[name=pengguna]");
  var prefix = "sop-isian:" + (meta ? meta.content : "") + ":" + location.pathname + ":bagian-";
  var boxes = Array.prototype.slice.call(form.querySelectorAll("textarea[data-bagian]"));

  function store(action) {
    try { return action(window.localStorage); } catch (error) { return null; }
  }
  function versionOf(box) {
    return form.querySelector("input[name='versi-" + box.dataset.bagian + "']");
  }
  function keep(box) {
    store(function (disk) {
      disk.setItem(prefix + box.dataset.bagian, JSON.stringify({ teks: box.value, versi: versionOf(box).value }));
    });
  }
  function forget(box) {
    store(function (disk) { disk.removeItem(prefix + box.dataset.bagian); });
  }
  function say(box, sentence) {
    var place = document.getElementById("status-" + box.dataset.bagian);
    if (!place) return;
    var line = place.querySelector("[data-luring]");
    if (!line) {
      line = document.createElement("p");
      line.className = "kecil draft__luring mb-0";
      line.setAttribute("data-luring", "");
      line.setAttribute("role", "status");
      place.appendChild(line);
    }
    line.textContent = sentence;
  }

  boxes.forEach(function (box) {
    var kept = store(function (disk) { return JSON.parse(disk.getItem(prefix + box.dataset.bagian)); });
    if (kept && kept.teks.trim() !== box.value.trim()) {
      /* with the version it began from: the server tells when somebody else wrote meanwhile */
      box.value = kept.teks;
      versionOf(box).value = kept.versi;
      say(box, "Tulisan Anda yang belum terkirim sudah dipulihkan.");
      window.setTimeout(function () { box.dispatchEvent(new Event("change", { bubbles: true })); }, 300);
    } else {
      forget(box);
    }
    box.addEventListener("input", function () { keep(box); });
  });

  /* Only the answer of the autosave itself may be put into the page: a log-in page or an error page never. */
  document.addEventListener("htmx:beforeSwap", function (event) {
    var box = event.detail.requestConfig && event.detail.requestConfig.elt;
    if (!box || boxes.indexOf(box) < 0) return;
    var answer = event.detail.xhr.responseText || "";
    if (event.detail.xhr.status === 200 && answer.indexOf('id="status-' + box.dataset.bagian + '"') >= 0) {
      if (answer.indexOf('data-status="tersimpan"') >= 0) {
        var sent = event.detail.requestConfig.parameters["teks-" + box.dataset.bagian];
        box.defaultValue = sent;
        box.removeAttribute("aria-invalid");
        if (box.value === sent) forget(box);
      } else {
        box.setAttribute("aria-invalid", "true");
      }
      return;
    }
    event.detail.shouldSwap = false;
    say(box, "Belum tersimpan di server. Tulisan Anda disimpan di peramban ini; masuk lagi di tab lain, lalu lanjutkan.");
  });
  ["htmx:sendError", "htmx:timeout"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      var box = event.detail.elt;
      if (boxes.indexOf(box) >= 0) say(box, "Sambungan terputus. Tulisan Anda disimpan di peramban ini dan dikirim saat Anda mengetik lagi.");
    });
  });

  /* The whole form goes to the server. What it has is the same next time and is forgotten then; a log-in in between loses nothing. */
  form.addEventListener("submit", function (event) {
    var wish = event.submitter ? event.submitter.value : "";
    var target = /^(pakai|timpa):(\d+)/.exec(wish);
    boxes.forEach(function (box) { if (target && box.dataset.bagian === target[2]) forget(box); });
  });

  window.addEventListener("beforeunload", function (event) {
    var waiting = boxes.some(function (box) { return box.value !== box.defaultValue; });
    if (waiting && !form.dataset.bersih) event.preventDefault();
  });
})();
