/**
 * Say a verdict to ear and hand: two synthesised notes and a vibration for each of the three kinds, so
 * that nobody needs to look. Sound works after the first touch of the page; vibration not on iPhones.
 *
 * @typedef {"go" | "again" | "stop"} Tone
 */

/** Notes as [hertz, start, length] in seconds. @type {Record<Tone, {wave: OscillatorType, notes: [number, number, number][], shake: number[]}>} */
const SIGNALS = {
  go: {
    wave: "sine",
    notes: [
      [880, 0, 0.09],
      [1319, 0.09, 0.16],
    ],
    shake: [70],
  },
  again: {
    wave: "triangle",
    notes: [
      [587, 0, 0.12],
      [587, 0.19, 0.12],
    ],
    shake: [70, 70, 70],
  },
  stop: {
    wave: "square",
    notes: [
      [262, 0, 0.18],
      [175, 0.18, 0.34],
    ],
    shake: [320, 90, 320],
  },
};

const MUTED = "muted";

export class Feedback {
  /** @type {AudioContext | null} */ #audio = null;
  muted = localStorage.getItem(MUTED) === "yes";

  /** Whether the browser waits for a touch before it lets this page sound. */
  get isMute() {
    return !this.muted && this.#audio === null;
  }

  /** To be called from a touch: browsers give sound to nothing else. */
  unlock() {
    const session = /** @type {{audioSession?: {type: string}}} */ (navigator).audioSession;
    if (session) session.type = "playback"; // iPhones: sound in spite of the ring switch
    this.#audio ??= "AudioContext" in window ? new AudioContext() : null;
    this.#audio?.resume();
  }

  /** @param {boolean} muted whether sounds are left out from now on, also after a restart */
  mute(muted) {
    this.muted = muted;
    localStorage.setItem(MUTED, muted ? "yes" : "no");
  }

  /** @param {Tone} tone */
  signal(tone) {
    if (navigator.userActivation?.hasBeenActive !== false) navigator.vibrate?.(SIGNALS[tone].shake);
    const audio = this.#audio;
    if (this.muted || audio?.state !== "running") return;
    const { wave, notes } = SIGNALS[tone];
    for (const [hertz, start, length] of notes) {
      const from = audio.currentTime + start;
      const gain = new GainNode(audio, { gain: 0 });
      gain.gain.setValueAtTime(0, from);
      gain.gain.linearRampToValueAtTime(wave === "square" ? 0.18 : 0.4, from + 0.012);
      gain.gain.setValueAtTime(wave === "square" ? 0.18 : 0.4, from + length - 0.03);
      gain.gain.linearRampToValueAtTime(0, from + length);
      const note = new OscillatorNode(audio, { type: wave, frequency: hertz });
      note.connect(gain).connect(audio.destination);
      note.start(from);
      note.stop(from + length);
    }
  }
}
