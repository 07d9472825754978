/**
 * Tell a badge that is still held up from one that is shown again. Pure.
 *
 * The same text is news only after it was out of sight for a while; another one is news at once, and
 * so is the same after a refusal that the volunteer has tapped away.
 */

export class Sightings {
  #text = "";
  #until = 0;
  #hold;

  /** @param {number} [hold] milliseconds out of sight after which a badge counts as shown again */
  constructor(hold = 3_000) {
    this.#hold = hold;
  }

  /**
   * @param {string} text
   * @param {number} now
   * @returns {boolean} whether to act on it
   */
  isNews(text, now) {
    const news = text !== this.#text || now >= this.#until;
    this.#text = text;
    this.#until = now + this.#hold;
    return news;
  }

  /** Let the same badge count again after a moment, as after a refusal. @param {number} now */
  forgive(now) {
    this.#until = Math.min(this.#until, now + 800);
  }

  /** Forget what was seen, as after a failure to save. */
  forget() {
    this.#text = "";
  }
}
