// A file above the limit is told before it is sent, so that nobody waits for it.
for (const input of document.querySelectorAll("input[type=file][data-limit]")) {
  input.addEventListener("change", () => {
    const large = [...input.files].some((file) => file.size > Number(input.dataset.limit));
    input.setCustomValidity(large ? input.dataset.tooLarge : "");
    input.reportValidity();
  });
}
