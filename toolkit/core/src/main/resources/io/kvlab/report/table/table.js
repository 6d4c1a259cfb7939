(function () {
  function value(cell) {
    var raw = cell.getAttribute("data-v");
    return raw === null ? cell.textContent : parseFloat(raw);
  }
  function compare(a, b) {
    var none = function (v) { return v === "" || v !== v; };
    if (none(a) || none(b)) return none(a) - none(b);
    return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
  }
  function ready(frame) {
    var box = frame.querySelector("div"), table = frame.querySelector("table"), body = table.tBodies[0];
    var heads = Array.from(table.tHead.rows[0].cells), rows = Array.from(body.rows), order = { column: -1, sign: 0 };
    var pinned = +table.getAttribute("data-pin");
    function sort(column) {
      order = order.column === column && order.sign < 0 ? { column: -1, sign: 0 }
        : { column: column, sign: order.column === column ? -1 : 1 };
      heads.forEach(function (head, i) {
        head.setAttribute("aria-sort", i !== order.column ? "none" : order.sign > 0 ? "ascending" : "descending");
        head.querySelector("span").textContent = i !== order.column ? "" : order.sign > 0 ? " ▲" : " ▼";
      });
      var sorted = rows.slice();
      if (order.sign) {
        sorted = sorted.filter(function (row) { return row.cells.length === heads.length; });
        sorted.sort(function (a, b) {
          var x = value(a.cells[column]), y = value(b.cells[column]), c = compare(x, y);
          return x === "" || y === "" || x !== x || y !== y ? c : order.sign * c;
        });
      }
      body.replaceChildren.apply(body, sorted);
    }
    heads.forEach(function (head, i) {
      head.style.cursor = "pointer";
      head.tabIndex = 0;
      head.title = "sort by " + head.textContent;
      head.appendChild(document.createElement("span"));
      head.addEventListener("click", function () { sort(i); });
      head.addEventListener("keydown", function (event) { if (event.key === "Enter") sort(i); });
    });
    function fits(row, term) {
      var m = /^(.+?)(<=|>=|!=|=|<|>)(.*)$/.exec(term);
      var c = m ? heads.findIndex(function (h) { return h.firstChild.textContent.toLowerCase() === m[1]; }) : -1;
      if (c < 0) return row.textContent.toLowerCase().indexOf(term) >= 0;
      if (row.cells.length !== heads.length) return false;
      var v = value(row.cells[c]), n = typeof v === "number", w = n ? parseFloat(m[3]) : m[3], d;
      v = n ? v : v.toLowerCase();
      d = v < w ? -1 : v > w ? 1 : 0;
      return { "=": d === 0, "!=": d !== 0, "<": d < 0, ">": d > 0, "<=": d <= 0, ">=": d >= 0 }[m[2]];
    }
    if (rows.length > 4) {
      var field = document.createElement("input");
      field.type = "search";
      field.placeholder = "filter: snapkv score>0.5";
      field.setAttribute("aria-label", "filter rows");
      field.style.cssText = "font:inherit;width:16em;margin:2px 0";
      field.addEventListener("input", function () {
        var terms = field.value.toLowerCase().split(/\s+/).filter(Boolean);
        rows.forEach(function (row) {
          row.style.display = terms.every(function (term) { return fits(row, term); }) ? "" : "none";
        });
      });
      frame.insertBefore(field, box);
    }
    box.addEventListener("scroll", function () {
      for (var c = 0, left = 0; c < pinned; left += heads[c].offsetWidth, c++) {
        heads[c].style.left = left + "px";
        rows.forEach(function (row) {
          if (row.cells.length === heads.length) row.cells[c].style.left = left + "px";
        });
      }
    }, { once: true });
  }
  document.querySelectorAll("div.kvlab-frame:not([data-ready])").forEach(function (frame) {
    frame.setAttribute("data-ready", "");
    ready(frame);
  });
})();
