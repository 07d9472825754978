/**
 * The camera: one stream for the whole session, restarted when the system takes it away, and its
 * frames handed to the decoder one at a time, the newest first.
 */

const WANTED = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
const REMEMBERED = "lens";
const ZOOMS = [1, 1.5, 2];
/** How soon a stream that the system took is asked for again, milliseconds. */
const RESTART_MS = [300, 2_000, 10_000];

/** @typedef {{text: string, at: number}} Reading */

export class Camera {
  #video;
  #worker;
  #onRead;
  #onState;
  /** @type {MediaStream | null} */ #stream = null;
  #busy = false;
  #paused = false;
  #ready = false;
  #watching = false;
  #lost = 0;
  torch = false;
  zoom = 1;

  /**
   * @param {HTMLVideoElement} video
   * @param {Worker} worker the decoder
   * @param {{onRead: (reading: Reading) => void, onState: (state: "on" | "off" | "denied" | "none" | "broken") => void}} listeners
   */
  constructor(video, worker, { onRead, onState }) {
    this.#video = video;
    this.#worker = worker;
    this.#onRead = onRead;
    this.#onState = onState;
    worker.addEventListener("message", ({ data }) => this.#take(data));
    worker.addEventListener("error", () => onState("broken"));
    worker.postMessage({ kind: "are you ready" });
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && this.#stream && !this.isLive) this.start();
    });
    video.addEventListener("timeupdate", () => {
      this.#lost = 0;
    });
  }

  get isLive() {
    return this.#stream
      ?.getVideoTracks()
      .some((track) => track.readyState === "live" && !track.muted);
  }

  get #track() {
    return this.#stream?.getVideoTracks()[0] ?? null;
  }

  get hasTorch() {
    const can = this.#track?.getCapabilities?.();
    return Boolean(can && "torch" in can && can.torch);
  }

  /** Open the camera, or open it again. @returns {Promise<void>} */
  async start() {
    this.stop();
    const lens = localStorage.getItem(REMEMBERED);
    const choice = lens ? { deviceId: { exact: lens } } : { facingMode: { ideal: "environment" } };
    try {
      this.#stream = await openStream({ ...WANTED, ...choice });
    } catch (error) {
      if (lens && error instanceof DOMException && error.name !== "NotAllowedError") {
        localStorage.removeItem(REMEMBERED);
        return this.start();
      }
      const denied = error instanceof DOMException && error.name === "NotAllowedError";
      this.#onState(denied ? "denied" : "none");
      return;
    }
    const track = this.#track;
    for (const taken of ["ended", "mute"]) {
      track?.addEventListener(taken, () => this.#restart(track));
    }
    const focus = {
      advanced: [/** @type {MediaTrackConstraintSet} */ ({ focusMode: "continuous" })],
    };
    await track?.applyConstraints(focus).catch(() => undefined);
    this.#video.srcObject = this.#stream;
    await this.#video.play().catch(() => undefined);
    this.#onState("on");
    if (!this.#watching) {
      this.#watching = true;
      this.#nextFrame();
    }
  }

  stop() {
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.torch = false;
    this.zoom = 1;
  }

  /** Another app or a call took the camera: ask again a few times, then leave it to a tap. @param {MediaStreamTrack} track */
  #restart(track) {
    const pause = RESTART_MS[this.#lost++];
    if (pause === undefined) return this.#onState("off");
    setTimeout(() => {
      if (track === this.#track && !this.isLive && !document.hidden) this.start();
    }, pause);
  }

  /** @param {boolean} paused whether frames are left unread, as while a sheet is open */
  pause(paused) {
    this.#paused = paused;
  }

  /** @returns {Promise<MediaDeviceInfo[]>} lenses to choose from; names are only told once allowed */
  async lenses() {
    const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    return all.filter(({ kind, deviceId }) => kind === "videoinput" && deviceId);
  }

  /** Take the lens after the one in use, and keep to it from now on. */
  async nextLens() {
    const lenses = await this.lenses();
    const current = this.#track?.getSettings().deviceId;
    const at = lenses.findIndex(({ deviceId }) => deviceId === current);
    localStorage.setItem(REMEMBERED, lenses[(at + 1) % lenses.length].deviceId);
    await this.start();
  }

  /** Turning a torch off is unreliable, so that is done by opening the camera anew. */
  async switchTorch() {
    if (this.torch) return this.start();
    const light = { advanced: [/** @type {MediaTrackConstraintSet} */ ({ torch: true })] };
    await this.#track?.applyConstraints(light).then(
      () => {
        this.torch = true;
      },
      () => undefined,
    );
  }

  /** What the lens can be set to of the zooms a badge needs; a single one means it cannot. */
  get #zooms() {
    const can = /** @type {{zoom?: {min: number, max: number}}} */ (
      this.#track?.getCapabilities?.() ?? {}
    );
    const { min, max } = can.zoom ?? { min: 1, max: 1 };
    return ZOOMS.map((zoom) => zoom * Math.max(1, min)).filter((zoom) => zoom <= max);
  }

  get hasZoom() {
    return this.#zooms.length > 1;
  }

  /** Take the next zoom, after the last one the first: small codes read better enlarged. */
  async nextZoom() {
    const zooms = this.#zooms;
    const wanted = zooms[(zooms.indexOf(this.zoom) + 1) % zooms.length] ?? 1;
    const set = { advanced: [/** @type {MediaTrackConstraintSet} */ ({ zoom: wanted })] };
    await this.#track?.applyConstraints(set).then(
      () => {
        this.zoom = wanted;
      },
      () => undefined,
    );
  }

  #nextFrame() {
    const video = this.#video;
    const again = () => this.#offer().finally(() => this.#nextFrame());
    if ("requestVideoFrameCallback" in video && !document.hidden) {
      video.requestVideoFrameCallback(again);
    } else setTimeout(again, 50);
  }

  async #offer() {
    const video = this.#video;
    if (this.#busy || this.#paused || !this.#ready || video.readyState < 2) return;
    this.#busy = true;
    const at = performance.now();
    try {
      const frame = "VideoFrame" in window ? new VideoFrame(video) : await createImageBitmap(video);
      this.#worker.postMessage({ frame, at }, [frame]);
    } catch {
      this.#busy = false;
    }
  }

  /** @param {{kind: "ready"} | {kind: "broken"} | {kind: "read", text: string | null, at: number}} message */
  #take(message) {
    if (message.kind === "broken") return this.#onState("broken");
    this.#busy = false;
    this.#ready = true;
    if (message.kind === "read" && message.text !== null && !this.#paused) {
      this.#onRead({ text: message.text, at: message.at });
    }
  }
}

/** @param {MediaTrackConstraints} video */
function openStream(video) {
  if (!navigator.mediaDevices) throw new DOMException("insecure page", "NotFoundError");
  return navigator.mediaDevices.getUserMedia({ video, audio: false });
}
