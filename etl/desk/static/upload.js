// Lets files be dropped on the upload box; the plain file field below it does the sending.
(function () {
  "use strict";
  document.querySelectorAll("[data-drop]").forEach(function (box) {
    var field = box.querySelector("input[type=file]");
    var list = box.querySelector("[data-chosen]");
    function show() {
      list.textContent = "";
      Array.prototype.forEach.call(field.files, function (file) {
        var item = document.createElement("li");
        item.textContent = file.name;
        list.appendChild(item);
      });
    }
    field.addEventListener("change", show);
    ["dragenter", "dragover"].forEach(function (name) {
      box.addEventListener(name, function (event) { event.preventDefault(); box.classList.add("over"); });
    });
    ["dragleave", "drop"].forEach(function (name) {
      box.addEventListener(name, function (event) { event.preventDefault(); box.classList.remove("over"); });
    });
    box.addEventListener("drop", function (event) {
      if (event.dataTransfer && event.dataTransfer.files.length) {
        field.files = event.dataTransfer.files;
        show();
      }
    });
  });
})();
