// Opens the source of a number in a box; without this script the number links to the list below.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a.so");
  const box = document.getElementById("hop-nguon");
  if (!link || !box.showModal) return;
  const entry = document.getElementById(link.hash.slice(1));
  if (!entry) return;
  event.preventDefault();
  const shown = entry.cloneNode(true);
  shown.removeAttribute("id");
  const files = shown.querySelector("a[data-nhom]");
  const content = document.getElementById("hop-noi-dung");
  content.replaceChildren(shown);
  if (files) {
    const group = document.getElementById(files.hash.slice(1)).cloneNode(true);
    group.removeAttribute("id");
    group.open = true;
    content.append(group);
  }
  box.showModal();
});
