// What a script adds to the pages: suggestions, "near me", buttons that copy and print, maps. They work without it.

import { copying } from "./copying";
import { located } from "./position";
import { suggesting } from "./suggestions";

document.documentElement.classList.add("script");
copying();
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-suggest]")) {
  suggesting(form);
  located(form);
}
const maps = document.querySelectorAll<HTMLElement>("[data-map], [data-areas]");
if (maps.length) void import("./places").then(({ mapped }) => maps.forEach(mapped)); // the outlines are heavier than a page
