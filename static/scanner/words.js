/**
 * Every sentence of the phone app, in Indonesian and in English, and the writing of times and numbers.
 * Kept here and not in the server's catalogue because the app must speak without a network.
 */

import { ENGLISH } from "./words_en.js";
import { INDONESIAN } from "./words_id.js";

const WORDS = { id: INDONESIAN, en: ENGLISH };

/** @typedef {keyof typeof WORDS.id} Word */
/** @typedef {keyof typeof WORDS} Language */

export const LANGUAGES = /** @type {Language[]} */ (Object.keys(WORDS));

/** @type {Language} */
let language = "id";

/** @returns {Language} */
export function currentLanguage() {
  return language;
}

/** @param {string | null} wanted anything but a known language means Indonesian */
export function speak(wanted) {
  language = wanted === "en" ? "en" : "id";
}

/**
 * @param {Word} word
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function t(word, values = {}) {
  return WORDS[language][word].replace(/\{(\w+)\}/g, (_, name) => {
    const value = values[name];
    return typeof value === "number" ? figure(value) : (value ?? "");
  });
}

/** Formatters take a cheap phone milliseconds to make, so each is made once. @type {Map<string, any>} */
const formatters = new Map();

/**
 * @template F
 * @param {string} key
 * @param {() => F} make
 * @returns {F}
 */
function once(key, make) {
  const known = formatters.get(key) ?? make();
  formatters.set(key, known);
  return known;
}

/** @param {number} value */
export function figure(value) {
  const locale = language === "id" ? "id-ID" : "en-GB";
  return once(locale, () => new Intl.NumberFormat(locale)).format(value);
}

/**
 * Write a moment as a clock time, with the day in front where it is not today.
 * @param {string} at ISO 8601
 * @param {string} zone
 * @param {number} now
 */
export function clock(at, zone, now) {
  const { day, time, isToday } = parts(Date.parse(at), zone, now);
  return isToday ? time : `${day} ${time}`;
}

/**
 * The same as a phrase that begins a sentence: "Pukul 08.14".
 * @param {string} at
 * @param {string} zone
 * @param {number} now
 */
export function atClock(at, zone, now) {
  const { day, time, isToday } = parts(Date.parse(at), zone, now);
  return isToday ? t("at_time", { time }) : t("on_day", { day, time });
}

/** @param {number} moment @param {string} zone @param {number} now */
function parts(moment, zone, now) {
  const locale = language === "id" ? "id-ID" : "en-GB";
  /** @param {number} when @param {Intl.DateTimeFormatOptions} shape */
  const write = (when, shape) =>
    once(`${locale} ${zone} ${Object.keys(shape)}`, () => {
      return new Intl.DateTimeFormat(locale, { timeZone: zone, ...shape });
    }).format(when);
  return {
    day: write(moment, { day: "numeric", month: "short" }),
    time: write(moment, { hour: "2-digit", minute: "2-digit" }),
    isToday: write(moment, { dateStyle: "short" }) === write(now, { dateStyle: "short" }),
  };
}

/** @param {number} since milliseconds @param {number} now */
export function ago(since, now) {
  if (!since) return t("never");
  const minutes = Math.floor((now - since) / 60_000);
  if (minutes < 1) return t("just_now");
  if (minutes < 60) return t("minutes_ago", { n: minutes });
  if (minutes < 48 * 60) return t("hours_ago", { n: Math.floor(minutes / 60) });
  return t("days_ago", { n: Math.floor(minutes / 1440) });
}
