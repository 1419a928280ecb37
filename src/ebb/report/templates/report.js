(function () {
  "use strict";
  var root = document.documentElement;
  if (!window.vegaEmbed) { return; }
  var page = JSON.parse(document.getElementById("payload").textContent);
  var plots = Array.prototype.slice.call(document.querySelectorAll(".live"));
  var views = {};
  root.classList.add("js");

  function language() { return document.getElementById("l-en").checked ? "en" : "zh-Hant"; }

  function rows(name) {
    var cells = page.tables[name], names = Object.keys(cells), list = [];
    for (var i = 0; i < cells[names[0]].length; i++) {
      var row = {};
      names.forEach(function (n) { row[n] = cells[n][i]; });
      list.push(row);
    }
    return list;
  }

  function fitted(spec, width) {
    var made = JSON.parse(JSON.stringify(spec)), plot = Math.max(120, width - made.usermeta.pad);
    made.vconcat.forEach(function (panel) {
      var ratio = plot / panel.width;
      panel.width = plot;
      panel.layer.forEach(function (layer) {
        if (layer.mark.type === "bar" && layer.mark.width) { layer.mark.width = Math.max(1, layer.mark.width * ratio); }
      });
    });
    return made;
  }

  function draw(box) {
    var key = box.dataset.chart, lang = language(), width = box.clientWidth;
    var state = lang + width;
    if (!width || box.dataset.state === state) { return; }
    box.dataset.state = state;
    var chart = page.charts[key];
    var spec = fitted(chart.specs[lang][width < 600 ? "narrow" : "wide"], width);
    spec.$schema = "https://vega.github.io/schema/vega-lite/v6.json";
    spec.config = page.config[lang];
    spec.datasets = {};
    chart.tables.forEach(function (name) { spec.datasets[name] = rows(name); });
    if (views[key]) { views[key].finalize(); }
    var inner = document.createElement("div");
    inner.setAttribute("aria-hidden", "true");
    box.replaceChildren(inner);
    window.vegaEmbed(inner, spec, { renderer: "svg", actions: false, tooltip: { theme: "custom" } }).then(function (made) {
      views[key] = made;
      box.style.minHeight = "0";
      box.setAttribute("lang", lang);
    }).catch(function () { box.closest("figure").classList.add("failed"); });
  }

  var seen = new Set();
  var watch = "IntersectionObserver" in window ? new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) {
      if (entry.isIntersecting) { seen.add(entry.target); draw(entry.target); } else { seen.delete(entry.target); }
    });
  }, { rootMargin: "600px 0px" }) : null;
  plots.forEach(function (box) { if (watch) { watch.observe(box); } else { seen.add(box); draw(box); } });

  var turn = 0;
  function again() {
    seen.forEach(draw);
    turn += 1;
    var mine = turn, place = 0;
    (function next() {
      if (mine !== turn || place >= plots.length) { return; }
      draw(plots[place]);
      place += 1;
      setTimeout(next, 40);
    })();
  }

  function told() {
    root.lang = language();
    document.querySelectorAll("details.data[open]").forEach(fill);
    again();
  }

  var timer;
  window.addEventListener("resize", function () { clearTimeout(timer); timer = setTimeout(again, 150); });
  document.querySelectorAll("input[name=language]").forEach(function (input) { input.addEventListener("change", told); });
  told();

  function fill(details) {
    var chart = page.charts[details.dataset.table], lang = language(), box = details.querySelector("div");
    box.textContent = "";
    chart.tables.forEach(function (name) {
      var cells = page.tables[name], heads = chart.heads[lang][name], names = Object.keys(cells);
      var table = document.createElement("table"), head = table.createTHead().insertRow();
      names.forEach(function (n) {
        var th = document.createElement("th");
        th.scope = "col";
        th.textContent = heads[n];
        head.appendChild(th);
      });
      var body = table.createTBody();
      cells[names[0]].forEach(function (_, i) {
        var row = body.insertRow();
        names.forEach(function (n) {
          var value = cells[n][i], cell = row.insertCell();
          if (typeof value === "number") {
            cell.className = "figure";
            cell.textContent = value.toLocaleString("en-US", { maximumFractionDigits: 4 });
          } else {
            cell.textContent = value === null ? "" : (chart.names[lang][value] || value);
          }
        });
      });
      box.appendChild(table);
    });
  }
  document.querySelectorAll("details.data").forEach(function (d) {
    d.addEventListener("toggle", function () { if (d.open) { fill(d); } });
  });

  var opened = [];
  window.addEventListener("beforeprint", function () {
    opened = Array.prototype.filter.call(document.querySelectorAll("details.how"), function (d) { return !d.open; });
    opened.forEach(function (d) { d.open = true; });
  });
  window.addEventListener("afterprint", function () { opened.forEach(function (d) { d.open = false; }); });
})();
