/**
 * Listen for a USB or Bluetooth scanner, which types: a fast run of keys that ends with Enter or Tab.
 * People type slower than 120 ms a key, and typing into a field is left alone.
 */

const MAX_GAP_MS = 120;
const MIN_LENGTH = 8;

export class Wedge {
  #text = "";
  #last = 0;
  #onText;

  /** @param {(text: string) => void} onText */
  constructor(onText) {
    this.#onText = onText;
  }

  /** @param {{key: string, timeStamp: number, target: EventTarget | null, ctrlKey: boolean, altKey: boolean, metaKey: boolean, preventDefault: () => void}} event */
  handle(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || isField(event.target)) return;
    if (event.timeStamp - this.#last > MAX_GAP_MS) this.#text = "";
    this.#last = event.timeStamp;
    if (event.key.length === 1) {
      this.#text += event.key;
    } else if (event.key === "Enter" || event.key === "Tab") {
      const text = this.#text;
      this.#text = "";
      if (text.length < MIN_LENGTH) return;
      event.preventDefault();
      this.#onText(text);
    }
  }
}

/** @param {EventTarget | null} target */
function isField(target) {
  const name = /** @type {{tagName?: string} | null} */ (target)?.tagName;
  return name === "INPUT" || name === "TEXTAREA" || name === "SELECT";
}
