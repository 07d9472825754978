// On a narrow screen the tab bar scrolls: bring the present tab into view.

document
  .querySelector(".event-tabs [aria-current]")
  ?.scrollIntoView({ block: "nearest", inline: "center" });
