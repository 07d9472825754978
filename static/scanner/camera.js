/**
 * The camera: one stream for the whole session, restarted when the system takes it away, and its
 * frames handed to the decoder one at a time, the newest first.
 */

const WANTED = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
const REMEMBERED = "lens";

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
  torch = false;

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
    track?.addEventListener("ended", () => this.#onState("off"));
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
