// "Near me": the position of the device in the field for the place, when someone asks for it, rounded to a kilometre.

import { element } from "./element";
import { says } from "./says";

const DECIMALS = 2; // of a degree: a kilometre, near enough for care and too vague for an address
const PATIENCE = 10_000; // ms

export function located(form: HTMLFormElement): void {
  const field = form.querySelector<HTMLInputElement>("[name=place]");
  if (!field || !("geolocation" in navigator)) return;
  const told = element("span", { class: "note", role: "status" });
  const button = element("button", { type: "button", class: "quiet small near" }, says("near"));
  button.addEventListener("click", () => {
    told.textContent = says("locating");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        field.value = `${coords.latitude.toFixed(DECIMALS)}, ${coords.longitude.toFixed(DECIMALS)}`;
        told.textContent = "";
        if (form.reportValidity()) form.requestSubmit();
      },
      () => (told.textContent = says("not_located")),
      { timeout: PATIENCE, maximumAge: 600_000 },
    );
  });
  field.after(button);
  field.closest(".field")!.append(told);
}
